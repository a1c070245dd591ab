"""What can be wrong in `config/briefbot.toml`: the codes, and the title of each one's page."""

from collections.abc import Mapping

#: Every fault of the configuration is an error, but BB810 a warning; none can be suppressed.
CONFIGURATION_FAULTS: Mapping[str, str] = {
    "BB801": "the configuration cannot be read",
    "BB802": "the configuration is not valid TOML",
    "BB803": "unknown key",
    "BB804": "a value is of the wrong kind, or out of its range",
    "BB805": "unknown time zone",
    "BB806": "a key that is needed is missing",
    "BB807": "a name is not lower-case letters, digits and underscores",
    "BB808": "a rule that cannot be read, never fires, or fires too often",
    "BB809": "a name of a destination or calendar that is not configured",
    "BB810": "a calendar's file is not there",
    "BB811": "a table or a key stands twice; the first one is used",
}
