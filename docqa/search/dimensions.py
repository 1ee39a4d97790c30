"""What a number measures, by the unit beside it, and which of that a question asks for. Pure."""

import re
from enum import StrEnum


class Dimension(StrEnum):
    """What a number with its unit is a measure of."""

    DURATION = "duration"
    LENGTH = "length"
    WEIGHT = "weight"
    VOLUME = "volume"
    TEMPERATURE = "temperature"
    MONEY = "money"
    SHARE = "share"


# The units behind a number, in English, German, French and Spanish.
_UNITS = {
    Dimension.DURATION: (
        r"(?:milli|micro|nano)?sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|(?:(?:calendar|business|working) )?days?|weeks?"
        r"|nights?|fortnights?|months?|quarters?|years?|decades?|sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?"
        r"|quartale?n?|jahre?n?|werktagen?|secondes?|heures?|jours?|semaines?|mois|ans?|années?|segundos?|minutos?|horas?|días?|semanas?"
        r"|mes(?:es)?|años?"
    ),
    Dimension.LENGTH: (
        r"(?:nano|milli|centi|kilo)?met(?:er|re)s?|[nµcmk]?m|inch(?:es)?|in\.|foot|feet|ft|yards?|yd|miles?|kilómetros?"
        r"|metros?|centímetros?|mètres?|kilomètres?"
    ),
    Dimension.WEIGHT: r"(?:milli|kilo)?gram(?:me?)?s?|[µmk]?g|lbs?|pounds?|ounces?|oz|tons?|tonnes?|tonnen?|kilos?",
    Dimension.VOLUME: r"[µmcd]?l|(?:milli|centi)?lit(?:er|re)s?|litros?|gallons?|pints?",
    Dimension.TEMPERATURE: r"[°º◦]\s?[CFK]?|degrees?|grad|degrés?|grados?|[CF]",
    Dimension.MONEY: r"[$€£¥]|dollars?|euros?|pounds? sterling|cents?|usd|eur|gbp|chf|francs?|pesos?",
    Dimension.SHARE: r"%|per ?cent|percent|prozent|pour ?cent|por ?ciento",
}
_TO = r"(?:\s?(?:[-–—]|to|bis|à|a)\s?\d[\d.,]*)?"  # "20 - 25 minutes"
_BEHIND = {
    dimension: re.compile(rf"{_TO}[\s-]{{0,2}}(?:{units})(?![^\W\d_])", re.IGNORECASE)
    for dimension, units in _UNITS.items()
}
_ANYWHERE = {
    dimension: re.compile(rf"(?<![^\W\d_])(?:{units})(?![^\W\d_])", re.IGNORECASE)
    for dimension, units in _UNITS.items()
}
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:USD|EUR|GBP|CHF))\s?\Z")
MAX_CHARACTERS_OF_SIGN = 5  # of a currency before a number, and the space behind it
_ASKED = (  # how a question asks for a number, and what that may measure
    (
        r"how (?:hot|warm|cold)|(?:what|which) temperature|wie (?:heiß|warm|kalt)|welche temperatur"
        r"|quelle température|qué temperatura",
        frozenset({Dimension.TEMPERATURE}),
    ),
    (r"how long", frozenset({Dimension.DURATION, Dimension.LENGTH})),
    (r"wie lange|combien de temps|cuánto tiempo", frozenset({Dimension.DURATION})),
    (r"how (?:far|tall|deep|wide|thick)|wie (?:weit|tief|breit|dick)", frozenset({Dimension.LENGTH})),
    (
        r"how heavy|(?:how much|what) (?:do|does|did|will|would)\b[^?.!]* weigh\b"
        r"|wie schwer|(?:was|wie ?viel) wieg(?:t|en)|combien p[eè]se\w*|cu[aá]nto pesan?",
        frozenset({Dimension.WEIGHT}),
    ),
    (
        r"how many (?:dollars|euros|cents|francs|pesos)|how expensive|wie teuer"
        r"|(?:how much|what) (?:do|does|did|will|would)\b[^?.!]*(?<!the) cost\b(?! (?:of|rise|fall|change|increase))"
        r"|(?:was|wie ?viel) koste(?:t|n|te|ten)|combien co[uû]te\w*|cu[aá]nto cuestan?",
        frozenset({Dimension.MONEY}),
    ),
)
_ASKS = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), dimensions) for words, dimensions in _ASKED)


def dimensions_asked(question: str) -> frozenset[Dimension]:
    """What the number that a question asks for may measure; empty where its words do not tell.

    >>> sorted(dimensions_asked("How long is the lease?")), dimensions_asked("How much is it?")
    ([<Dimension.DURATION: 'duration'>, <Dimension.LENGTH: 'length'>], frozenset())
    """
    return next((dimensions for words, dimensions in _ASKS if words.search(question)), frozenset())


def measured(text: str, start: int, end: int) -> Dimension | None:
    """What the number `text[start:end]` measures; None where no unit that is known stands beside it.

    >>> text = "Bake it for 20 - 25 minutes at 400°; 2 pans cost $30."
    >>> [measured(text, *number.span()) for number in re.finditer(r"\\d+", text)][1:]
    [<Dimension.DURATION: 'duration'>, <Dimension.TEMPERATURE: 'temperature'>, None, <Dimension.MONEY: 'money'>]
    """
    if _MONEY_BEFORE.search(text, max(0, start - MAX_CHARACTERS_OF_SIGN), start):
        return Dimension.MONEY
    return next((dimension for dimension, unit in _BEHIND.items() if unit.match(text, end)), None)


def fits(text: str, start: int, end: int, wanted: frozenset[Dimension]) -> bool:
    """Whether the number `text[start:end]` may measure what is wanted: by its unit, or by one in its label.

    >>> wanted = frozenset({Dimension.LENGTH})
    >>> [fits(text, len(text) - 2, len(text), wanted) for text in ("Width, mm: 12", "Page 12")]
    [True, False]
    >>> [fits(f"Vials 12 {unit}".strip(), 6, 8, frozenset({Dimension.MONEY})) for unit in ("€", "", "mg")]
    [True, True, False]
    """
    unit = measured(text, start, end)
    if unit is None:  # prices stand without a unit, too
        return Dimension.MONEY in wanted or any(_ANYWHERE[dimension].search(text) for dimension in wanted)
    return unit in wanted
