// How each data-style of a drawn message writes a time, as options of Intl.DateTimeFormat; the
// renderer of messages holds the same table. The relative styles R and ago are not in it.
export const STYLES = {
  "t": {"timeStyle": "short"},
  "T": {"timeStyle": "medium"},
  "d": {"dateStyle": "short"},
  "D": {"dateStyle": "long"},
  "f": {"dateStyle": "long", "timeStyle": "short"},
  "F": {"dateStyle": "full", "timeStyle": "short"},
  "s": {"dateStyle": "short", "timeStyle": "short"},
  "S": {"dateStyle": "short", "timeStyle": "medium"},
  "date_num": {"dateStyle": "short", "locale": "sv"},
  "date_slash": {"dateStyle": "short"},
  "date": {"month": "long", "day": "numeric"},
  "date_pretty": {"month": "long", "day": "numeric"},
  "date_short": {"dateStyle": "medium"},
  "date_short_pretty": {"dateStyle": "medium"},
  "date_long": {"dateStyle": "full"},
  "date_long_pretty": {"dateStyle": "full"},
  "date_long_full": {"dateStyle": "long"},
  "day_divider_pretty": {"dateStyle": "full"},
  "time": {"timeStyle": "short"},
  "time_secs": {"timeStyle": "medium"}
};
