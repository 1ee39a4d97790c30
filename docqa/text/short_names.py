"""Months and weekdays as tables shorten them: "Jan", "Thu". Pure."""

from docqa.text.languages import LANGUAGES

# By language, what stands for the month or the weekday that begins so. Not those that are words or names of their own
# ("Sun", "Sat", "Sept" in French, "Mar" in Spanish), nor of two letters ("Di", "So").
_SHORT = {
    "en": "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri",
    "de": "jan feb mär apr jun jul aug sep sept okt nov dez",
    "fr": "janv févr avr juil oct nov déc lun dim",
    "es": "ene feb abr ago sep sept oct nov dic lun mié jue vie sáb",
}


def _whole(code: str) -> dict[str, str]:
    """The whole names by the short ones in a language."""
    (language,) = (language for language in LANGUAGES if language.code == code)
    names = (*language.months, *language.weekdays)
    return {short: found for short in _SHORT[code].split() for found in names if found.startswith(short)}


WHOLE = {language.code: _whole(language.code) for language in LANGUAGES}


def names_of(word: str, language: str) -> tuple[str, ...]:
    """A word, and what else it is called, as a month or a weekday is; all in lower case.

    >>> names_of("january", "en"), names_of("thurs", "en"), names_of("okt", "de"), names_of("rent", "en")
    (('january', 'jan'), ('thurs', 'thursday', 'thu', 'thur'), ('okt', 'oktober'), ('rent',))
    """
    whole = WHOLE[language].get(word, word)
    short = [name for name, meant in WHOLE[language].items() if meant == whole]
    return tuple(dict.fromkeys((word, whole, *short)))
