"""Units of measure, as they are written after a number, and the amounts they make."""

import re

#: Symbols and words. Spans of time are left out: judgements name their horizon by them.
UNITS = frozenset(
    """
    km cm mm m ft mi nmi mile miles metre metres meter meters foot feet yard yards
    kilometre kilometres kilometer kilometers
    kg g t lb lbs oz tonne tonnes ton tons gram grams kilogram kilograms pound pounds
    kt Mt kiloton kilotons kilotonne kilotonnes megaton megatons
    km² m² ha hectare hectares acre acres
    m³ bcm l litre litres liter liters gallon gallons barrel barrels bbl
    km/h km/s m/s mph kn knot knots
    W kW MW GW TW kWh MWh GWh TWh kJ MJ GJ TJ V kV Hz kHz MHz GHz
    °C °F hPa kPa MPa bar mbar Bq mSv Sv dB
    kB MB GB TB kbit/s Mbit/s Gbit/s
    % ‰ percent percentage
    EUR USD GBP UAH JPY CHF PLN CZK SEK NOK DKK CAD AUD CNY RUB TRY
    dollar dollars euro euros cent cents yen yuan
    hryvnia hryvnias hryvnya rouble roubles ruble rubles zloty zlotys złoty krona kronor kroner
    """.split()  # noqa: SIM905 - one quoted word per unit would be hard to read
)

#: Units of more than one word.
_PHRASES = ("per cent", "square kilometres", "square miles", "cubic metres", "nautical miles")
_CODES = "EUR|USD|GBP|UAH|JPY|CHF|PLN|CZK|SEK|NOK|DKK|CAD|AUD|CNY|RUB|TRY"
_SIGNS = "$€£¥₴₽₺₹₩"

_UNIT = "|".join(re.escape(unit) for unit in sorted((*UNITS, *_PHRASES), key=len, reverse=True))

#: Digits, with separators within them. Possessive, so that a long run of digits is read once.
_NUMBER = r"\d++(?:[.,\u00a0\u202f]\d++)*+"
_SCALE = r"(?:\s(?:thousand|million|billion|trillion)|bn|k)?"

#: A number with its unit: "300 km", "1.5 million barrels", "20%", "€3bn", "USD 40", "Mach 11".
AMOUNT = re.compile(
    rf"(?<![\w.,]){_NUMBER}{_SCALE}[\s-]?(?:{_UNIT})(?!\w)"
    rf"|(?:[{_SIGNS}]\s?|\b(?:{_CODES}|Mach)\s?){_NUMBER}{_SCALE}"
)

#: A number and nothing else.
BARE_NUMBER = re.compile(rf"\s*[-+−~≈<>]?\s*{_NUMBER}\s*")
