"""The JSON that `--json` and `eval --details` promise to other programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from docqa.answering.notices import report_text
from docqa.documents import Answer, Citation, Difference, Document, Page, Passage, Sentence
from docqa.engines.base import Role
from docqa.library.page_report import report

if TYPE_CHECKING:
    from docqa.evaluation.measures import Outcome, Scores


def document(document: Document, pages_with_notes: Sequence[Page]) -> dict[str, Any]:
    """A document and what became of its pages."""
    fields: dict[str, Any] = {
        "id": document.id,
        "name": document.name,
        "state": document.state.value,
        "pages": document.pages,
        "chunks": document.chunks,
        "chunks_embedded": document.chunks_embedded,
        "error": document.error or None,
        "folder": document.folder or None,
    }
    if not document.pages_read:
        return fields | {"report": [], "problems": []}
    return fields | {
        "by_ocr": document.by_ocr,
        "waiting_for_ocr": document.scans,
        "empty": document.empty,
        "unreadable": document.unreadable,
        "report": report(document, pages_with_notes),
        "problems": [
            {"page": page.index, "label": page.label, "note": page.note} for page in pages_with_notes if page.note
        ],
    }


def found(question: str, passages: Sequence[Passage], seconds: float) -> dict[str, Any]:
    """What a search found, and how many seconds that (or the whole answer) took."""
    return {
        "question": question,
        "passages": [
            {"doc": p.doc, "page": p.chunk.page, "label": p.label, "text": p.chunk.text, "score": p.score}
            for p in passages
        ],
        "seconds": seconds,
    }


def answered(answer: Answer) -> dict[str, Any]:
    """An answer, without its question and passages."""
    return {
        "answer": answer.said or report_text(answer) or (answer.quotations[0].words if answer.quotations else ""),
        "state": answer.finding.value,
        "quotations": [_citation(quotation) for quotation in answer.quotations],
        "choice": asdict(answer.choice) if answer.choice else None,
        "thinking": answer.thinking,
        "refused": answer.refused,
        "notice": answer.notice or None,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "parts": [
            {
                "title": part.title,
                "level": part.level,
                "quotations": [_listed(q) if part.is_list else _citation(q) for q in part.quotations],
                "sentences": [_sentence(sentence) for sentence in part.sentences],
                "differences": [_difference(difference) for difference in part.differences],
            }
            for part in answer.parts
        ],
        "coverage": list(answer.coverage),
        "model": answer.model,
        "prompt_tokens": answer.prompt_tokens,
        "error": answer.error or None,
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "state": sentence.state.value,
        "supported": sentence.supported,
        "doubted": list(sentence.doubted),
        "citations": [_citation(citation) for citation in sentence.citations],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    text = citation.whole or citation.text
    fields: dict[str, Any] = {"doc": citation.doc, "page": citation.page, "text": text}
    if citation.others:  # a sentence that goes over the end of its page
        fields["pages"] = sorted({citation.page, *(other.page for other in citation.others)})
    return fields | {"cell": citation.cell} if citation.cell else fields


def _listed(item: Citation) -> dict[str, Any]:
    return _citation(item) | {"item": item.answering}


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "documents": list(difference.documents),
        "before": [_citation(citation) for citation in difference.before],
        "after": [_citation(citation) for citation in difference.after],
        "removed": [stretch.text for stretch in difference.was if stretch.is_changed],
        "added": [stretch.text for stretch in difference.now if stretch.is_changed],
    }


def outcome(outcome: "Outcome") -> dict[str, Any]:
    """One line of `eval --details`."""
    row: dict[str, Any] = {
        "id": outcome.question.id,
        "kind": outcome.question.kind,
        "question": outcome.question.text,
        "after": outcome.question.after,
        "gold": outcome.question.answer,
        "gold_pages": sorted(outcome.question.pages),
        "pages_within": [p.chunk.page for p in outcome.within],
        "pages_overall": [[p.doc, p.chunk.page] for p in outcome.overall],
    }
    if not outcome.answer:
        return row
    passages = [{"doc": p.doc, "page": p.chunk.page, "text": p.chunk.text} for p in outcome.answer.passages]
    return row | answered(outcome.answer) | {"passages": passages}


def scores(set_name: str, model: str | None, scores: "dict[str, Scores]") -> dict[str, Any]:
    """The measures over a set of questions, by kind; `model` is None where no answer was written."""
    return {"set": set_name, "model": model, "scores": {kind: asdict(score) for kind, score in scores.items()}}


def role_scores(
    set_name: str, model: str, kept: Role | None, scores: "Mapping[Role, dict[str, Scores]]"
) -> dict[str, Any]:
    """The measures in each role, by kind; `kept` is the role from now on, None where the model keeps that of before."""
    by_role = {role.value: {kind: asdict(score) for kind, score in kinds.items()} for role, kinds in scores.items()}
    return {"set": set_name, "model": model, "role": kept.value if kept else None, "scores": by_role}
