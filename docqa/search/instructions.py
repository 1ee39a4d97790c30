"""What a question says about the form or the source of its answer, which is not to be searched for. Pure."""

import re

from docqa.search.finance import TITLES
from docqa.text.languages import ENGLISH, language_of

# Sentences that say how to answer: such an opening, and a word about the form or the source of the answer.
_ORDER = re.compile(
    r"(?:please\s+|kindly\s+)?(?:answer|round|base|basing|give|provide|respond|state|express|report|use|using|utili[sz]e"
    r"|calculate \(or|approach|address|assume|considering|rely|show|keep|limit|write|format|reply|present|imagine"
    r"|pretend|act|you are|you're|you have|we (?:need|want) (?:to|you)|here'?s the question|in agreement|according"
    r"|if\b[^,]*,\s*(?:then |please )?(?:state|say|explain))\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:answer|question|response|judge?ments?|resources?|decimals?|significant (?:digit|figure)s?|units?|usd"
    r"|percents?|percentages?|thousands?|millions?|billions?|standpoint|perspective|analyst|banker|bullet|concise|brief|"
    r"(?:one|two|a few) (?:words?|sentences?|lines?)|json|state that|say so|explain why"
    rf"|information|data|details|{'|'.join(TITLES.values())})\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\b(?:units?|round(?:ed)?|decimals?)\b[^()]*\)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:^|[,:;]\s+)((?:what|which|who|whom|whose|when|where|why|how|by how|is|are|was|were|does|do|did|has|have|had"
    r"|can|could|should|will|would)\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+(?=[A-Z0-9\"'“(])")


def without_instructions(question: str) -> str:
    """The question without the sentences, openings and asides that say how to answer it, in English.

    >>> without_instructions("Considering the data in the balance sheet, what is its working capital? Be brief.")
    'what is its working capital? Be brief.'
    >>> without_instructions("Use of proceeds")
    'Use of proceeds'
    """
    if language_of(question) not in (ENGLISH, None):
        return question
    kept = []
    for sentence in _SENTENCE_END.split(question):
        if not (_ORDER.match(sentence) and _FORM.search(sentence)):
            kept.append(sentence)
        elif (asks := _ASKS.search(sentence)) is not None and asks.start(1) > 0:
            kept.append(sentence[asks.start(1) :])
    return " ".join(_ASIDE.sub("", " ".join(kept)).split()) or question
