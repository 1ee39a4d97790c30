"""A model asked the same questions in both roles, writing and choosing: how it does, and its role from then on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docqa.cli import as_json
from docqa.cli.output import bars, complain, say, say_json
from docqa.engines.base import Chat, Measured, Role
from docqa.errors import BadQuestions, EngineError, ModelNotSuitable, StorageError

if TYPE_CHECKING:
    from docqa.engines.choice import Engines
    from docqa.evaluation.measures import Outcome
    from docqa.evaluation.question_sets import Question
    from docqa.workspace import Workspace


def chat_to_measure(engines: "Engines", name: str, questions: Sequence["Question"], path: Path) -> Chat:
    """The model to be measured. Raises EngineError where there is none, BadQuestions where nothing can be judged."""
    if not any(question.answer or not question.answerable for question in questions):
        raise BadQuestions(f"No question in {path} says what its answer is. Add answers, and measure then.")
    chat = engines.chat(name)
    if chat is None:
        raise ModelNotSuitable(
            "There is no chat model to measure. Get one: `python -m docqa models pull deepseek-r1:1.5b`."
        )
    return chat


def outcomes_by_role(
    workspace: "Workspace", questions: Sequence["Question"], ids: Mapping[str, str], chat: Chat
) -> dict[Role, list["Outcome"]]:
    """Each question asked of the model in both roles, one after the other."""
    outcomes: dict[Role, list[Outcome]] = {role: [] for role in Role}
    for question in tracked(questions):
        for role, found in outcomes.items():
            found.append(asked(workspace, question, ids, partial(replace, chat, role=role)))
    return outcomes


def keep_better_role(engines: "Engines", chat: Chat, by_role: Mapping[Role, Sequence["Outcome"]]) -> Role | None:
    """The role that the model has from now on; None where that could not be kept, which is told."""
    from docqa.evaluation import measures

    role = measures.better_role(by_role)
    try:
        engines.keep_measured(chat.label, Measured(role, len(by_role[role]), measures.trial(by_role[role])))
    except (EngineError, StorageError) as error:  # hours of measuring are not lost for it
        complain(str(error))
        return None
    return role


def show_roles(
    by_role: Mapping[Role, Sequence["Outcome"]], chat: Chat, kept: Role | None, set_name: str, is_json: bool
) -> None:
    """The measures of both roles side by side, and which the model has from now on; None: that of before."""
    from docqa.evaluation import measures

    scores = {role: measures.score_by_kind(outcomes) for role, outcomes in by_role.items()}
    if is_json:
        say_json(as_json.role_scores(set_name, chat.label, kept, scores))
        return
    kinds = scores[Role.WRITES]
    say(measures.table({f"{kind}, {role}": scores[role][kind] for kind in kinds for role in Role}))
    for role, outcomes in by_role.items():
        did = measures.trial(outcomes)
        say(
            f"{chat.label} {role}: for {did.wrong} of {len(outcomes)} questions something wrong stands as supported, "
            f"for {did.right} the right answer comes first."
        )
    say(f"{chat.label} {kept} from now on." if kept else f"{chat.label} keeps the role it had: not all went well.")


def tracked(questions: Sequence["Question"]) -> Iterator["Question"]:
    """The questions, with a bar on a terminal."""
    with bars() as asking:
        yield from asking.track(questions, description="Asking")


def asked(
    workspace: "Workspace", question: "Question", ids: Mapping[str, str], choose_chat: Callable[[], Chat | None]
) -> "Outcome":
    """What comes of a question to the model that is chosen for it."""
    from docqa.evaluation import measures

    return measures.ask(
        workspace.retriever,
        lambda text, doc_ids, past: workspace.answer(text, past=past, doc_ids=doc_ids, choose_chat=choose_chat),
        question,
        ids,
    )


def tell_errors(outcomes: Sequence["Outcome"]) -> list[str]:
    """Why answers broke off, each reason told once."""
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    errors = list(dict.fromkeys(answer.error for answer in answers if answer.error))
    for error in errors:
        complain(error)
    return errors
