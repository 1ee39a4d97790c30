"""Whether a question asks for everything of a kind in whole documents, and of what, by its words alone. Pure."""

import re
from collections.abc import Sequence

from docqa.reports.named import documents_in, words_of_names
from docqa.search.documents_meant import KINDS_OF_FILES
from docqa.search.names import plain
from docqa.text.languages import ENGLISH, LANGUAGES, Language
from docqa.text.words import content_words

MAX_WORDS_OF_THING = 4  # what is listed has a short name; a longer one is a question with conditions of its own

_DOCUMENT = (
    r"(?:(?:this|the|that|these|my|our|all|whole|entire|dies(?:em|er|en)|dem|der|das|den|ganzen|ce|cet|cette|le|la|les"
    r"|des|du|este|esta|el|los|las|del)\s+)*"
    r"(?:(?:whole|entire|uploaded|attached|ganzen|entier|entero)\s+)?"
    r"(?:documents?|pdfs?|files?|papers?|reports?|contracts?|agreements?|leases?|letters?|texts?|manuals?|polic(?:y|ies)"
    r"|filings?|books?|dokumente?s?n?|verträgen?|vertrags?|bericht(?:e?s|en?)?|dateien|datei|contrats?|fichiers?"
    r"|rapports?|documentos?|archivos?|contratos?|informes?|NAMES)"
)
_IN = r"(?:in|of|from|on|by|for|across|within|throughout|im|von|aus|des|dans|de|du|en|del)"
_POLITE = re.compile(
    r"^\W*(?:(?:(?:please|kindly|can you|could you|would you|i (?:need|want|would like)|bitte|kannst du|peux-tu"
    r"|pouvez-vous|puedes|por favor|s['’]il (?:te|vous) plaît)[\s,]+)+)?",
    re.IGNORECASE,
)
_LAST = re.compile(r"[\s,]*(?:please|bitte|auf|s['’]il (?:te|vous) plaît|por favor)?[\s.?!]*$", re.IGNORECASE)

# "How many people were employed in the Acme report?" asks for a figure that it tells.
_COUNTED_IN = re.compile(rf"\b(?:mentioned|listed|named|given|defined|there|told of)(?=\s+{_IN}\s)", re.IGNORECASE)
_KIND_OF_DOCUMENT = re.compile(rf"\b(?:filing|\d{{1,2}}-?[KQ]|{'|'.join(sorted(KINDS_OF_FILES))})\b", re.IGNORECASE)


def listed_thing(question: str, names: Sequence[str]) -> tuple[str, bool] | None:
    """What a question wants listed, and whether it surely wants all of it from whole documents.

    >>> listed_thing("List all risks", []), listed_thing("Nenne alle Fristen", [])
    (('risks', True), ('Fristen', True))
    >>> listed_thing("How many exhibits are listed in the document?", [])
    ('exhibits', True)
    >>> places = "Acme", "the Acme filing"
    >>> [listed_thing(f"How many people are there in {place}?", ["ACME_2020.pdf"]) for place in places]
    [None, ('people', True)]
    >>> listed_thing("List all risks in the Acme filing", ["ACME_2020.pdf"])
    ('risks', True)
    >>> listed_thing("List the fee for dogs", []), listed_thing("List all reasons why the rent rose", [])
    (('fee for dogs', False), ('reasons why the rent rose', False))
    >>> listed_thing("Which fees are there?", []), listed_thing("Who are the parties?", [])
    (('fees', False), ('parties', False))
    >>> listed_thing("How many employees are there?", []), listed_thing("What are the opening hours?", [])
    (None, None)
    """
    text = _LAST.sub("", _POLITE.sub("", " ".join(question.split())))
    # Those that it says: a library may have thousands, and a pattern of all takes seconds to make.
    said = text.casefold()
    files = "|".join(re.escape(name) for given in names for name in _names_of(given) if name.casefold() in said)
    document = _DOCUMENT.replace("NAMES", files or "pdf")
    counting = _with_name_as_document(text, names)
    for language in LANGUAGES:
        lists = language.lists
        counted = re.match(rf"{lists.asks_how_many.replace('DOC', document)}$", counting, re.IGNORECASE)
        if counted:
            return counted["about"], _is_thing(counted["about"], language)
    asking = [(language, language.lists.asks_all, True) for language in LANGUAGES]
    asking += [(language, language.lists.asks_some, False) for language in LANGUAGES]
    for language, asks, is_all in asking:
        asked = re.match(rf"(?:{asks})(?=\w)", text, re.IGNORECASE)
        if asked:
            tail = rf"(?:\s+(?:{language.lists.told}))?(?:\s+{_IN})?(?:\s+{document})?$"
            about = re.sub(tail, "", text[asked.end() :], count=1, flags=re.IGNORECASE).strip(" ,.:?!")
            about = _without_names(about, names)
            begins_bare = asked[0].casefold().split()[0] in _BARE
            if not about or (begins_bare and not _is_thing(about, language)):
                return None  # "All tenants pay, don't they?"
            return about, _is_thing(about, language) and (is_all or _is_many(about, language))
    return _of_which(text, document)


def _with_name_as_document(text: str, names: Sequence[str]) -> str:
    """A question for how many there are in a document that it names, with "the document" for the name.

    >>> question = "How many people are there in %s"
    >>> [_with_name_as_document(question % place, ["ACME_2020.pdf"]) for place in ("the Acme filing", "Acme")]
    ['How many people are there in the document', 'How many people are there in Acme']
    """
    for counted in _COUNTED_IN.finditer(text):  # before the names are looked at, of which a library may have thousands
        asks = text[: counted.end()]
        if _KIND_OF_DOCUMENT.search(text, counted.end()) and _without_names(text, names) == asks:
            return f"{asks} in the document"
    return text  # "in Acme" is in the company


def _of_which(text: str, document: str) -> tuple[str, bool] | None:
    """What may be listed by a question for what there is of it; of "what are the ..." only kinds that are known.

    >>> _of_which("Which dogs are mentioned", "pdf"), _of_which("What are the deadlines", "pdf")
    (('dogs', False), ('deadlines', False))
    """
    for language in LANGUAGES:
        asked = re.match(rf"(?:{language.lists.asks_which.replace('DOC', document)})$", text, re.IGNORECASE)
        if asked:
            about, kinds = asked["about"] or asked["kind"], "|".join(language.lists.kinds.values())
            is_kind = re.fullmatch(rf"(?:.* )?(?:{kinds})", about, re.IGNORECASE)
            return (about, False) if _is_thing(about, language) and (asked["about"] or is_kind) else None
    return None


def _without_names(about: str, names: Sequence[str]) -> str:
    """The thing without the document behind it, where that is called by words of its name.

    >>> _without_names("risks in the Acme filing", ["ACME_2020.pdf"]), _without_names("dogs in Leeds", ["ACME.pdf"])
    ('risks', 'dogs in Leeds')
    """
    for found in re.finditer(rf"\s+{_IN}\s+", about, re.IGNORECASE):
        where = about[found.end() :]
        named = words_of_names(where, names)
        is_name = all(word in named or re.fullmatch(_DOCUMENT, word) for word in content_words(where))
        if is_name and documents_in(where, names):
            return about[: found.start()]
    return about


_BARE = frozenset("all every each alle sämtliche jede jeden jedes tous toutes chaque todos todas cada".split())


def _is_thing(about: str, language: Language) -> bool:
    """Whether words only name a thing: few, and none of those that a condition or another question begins with.

    >>> [_is_thing(about, ENGLISH) for about in ("executive officers", "terms and conditions", "fees paid by him")]
    [True, True, False]
    """
    words = re.findall(r"[\w’'-]+", about.casefold())
    joined = {*language.conjunctions[:1]}
    says = [word for word in words if word not in joined]
    return 0 < len(says) <= MAX_WORDS_OF_THING and not any(
        word in one.stop_words for word in says for one in (language, ENGLISH)
    )


def _is_many(about: str, language: Language) -> bool:
    """Whether the words are a plural, as far as their ending tells: in English alone."""
    return language is ENGLISH and about.endswith("s") and not about.endswith("ss")


def _names_of(name: str) -> list[str]:
    """How a question may write the name of a file."""
    stem = re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE)
    return list(dict.fromkeys((name, stem, plain(stem), re.sub(r"[_-]+", " ", stem))))
