"""The cities that time zones are named after, as they are called in a language.

Only where that is not how the zone itself has them: Europe/Warsaw is Warszawa in Polish.
"""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from briefbot.core.labels import catalogue_for


def cities(lang: str) -> Mapping[str, str]:
    """Return cities by IANA zone, in the language of ours that is nearest."""
    return _cities(catalogue_for(lang).lang)


@cache
def _cities(lang: str) -> Mapping[str, str]:
    # CLDR keeps a zone under the first name that it ever had.
    names = get_global("zone_aliases")
    found = {}
    for zone, told in Locale(lang).time_zones.items():
        name, city = str(names.get(zone, zone)), told.get("city", "")
        if city and city != name.rpartition("/")[2].replace("_", " "):
            found[name] = str(city)
    return found
