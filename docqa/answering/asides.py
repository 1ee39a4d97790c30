"""Sentences whose place is not about the question, as a cross-encoder tells.

The checker (`citations`) asks whether a place says what a sentence says. It cannot tell that a figure is
of something else nearby, or that a true sentence answers another question. But a place that answers is one of those
that fit the question best, and how well the quotations do is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from docqa.documents import Citation, Sentence

# How far the place of a sentence may lie behind the best of the quotations, in logits of the cross-encoder of 0021.
# Chosen on the "dev" half of the labelled sentences; docs/decisions/0043 has both halves.
MAX_LOGITS_BEHIND = 6.0

# How well each of the texts answers a question, as a logit; nothing where that cannot be told.
Fits = Callable[[str, Sequence[str]], Sequence[float]]


def nothing_told(question: str, texts: Sequence[str]) -> Sequence[float]:
    """For where there is no cross-encoder."""
    return ()


def with_asides(
    sentences: Sequence[Sentence], question: str, quotations: Sequence[Citation], fits: Fits
) -> tuple[Sentence, ...]:
    """The sentences, those marked that have a place which answers the question much worse than the best of quotations.

    What follows a sentence that does answer may say more than was asked, and is not looked at.

    >>> quoted, version = Citation(1, "", "", 0, "1", 0, 8, "It is 9."), Citation(1, "", "", 0, "1", 20, 23, "2.0")
    >>> users = Sentence("It has 2.0 users.", 0, 17, (version,))
    >>> [one.state.value for one in with_asides([users], "?", [quoted], lambda _, texts: [2.0 * len(t) for t in texts])]
    ['perhaps about something else']
    """
    if not quotations or not any(sentence.supported for sentence in sentences):
        return tuple(sentences)
    of_quotations = fits(question, [quotation.words for quotation in quotations])
    least = max(of_quotations, default=0.0) - MAX_LOGITS_BEHIND
    near = [one for one, logit in zip(quotations, of_quotations, strict=False) if logit >= least]
    told, is_answered = [], not near
    for sentence in sentences:
        if sentence.supported and not is_answered:
            is_answered = any(citation.overlaps(one) for citation in sentence.citations for one in near) or (
                max(fits(question, [citation.words for citation in sentence.citations]), default=least) >= least
            )
            sentence = replace(sentence, is_aside=not is_answered)
        told.append(sentence)
    return tuple(told)
