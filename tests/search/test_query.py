import pytest

from docqa.search.finance import Part
from docqa.search.query import Kind, answering_words, may_answer, understand

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("question", "named", "implied"),
    [
        ("Total assets, by the statement of financial position?", {Part.BALANCE_SHEET}, {Part.BALANCE_SHEET}),
        ("From the P&L: what was the COGS?", {Part.INCOME_STATEMENT}, {Part.INCOME_STATEMENT}),
        ("How much capex was there?", set(), {Part.CASH_FLOW_STATEMENT}),
        ("Who stands in the equity statement?", {Part.EQUITY_STATEMENT}, set()),
        ("Who keeps the balance in the circus?", set(), set()),
        ("What is the income of the tenant?", set(), set()),
        ("What does the inventory of the flat list?", set(), {Part.BALANCE_SHEET}),
    ],
)
def test_the_parts_that_a_question_names_or_implies(question: str, named: set[Part], implied: set[Part]) -> None:
    query = understand(question)
    assert (query.named, query.implied) == (named, implied)


def test_quotations_are_looked_for_as_they_stand() -> None:
    query = understand('Who says "in good  faith" and “best efforts”?')
    assert [phrase.written for phrase in query.quoted] == ["in good faith", "best efforts"]
    assert understand("the tenant's dog's bowl").quoted == ()


def test_identifiers_are_looked_for_as_they_stand() -> None:
    query = understand("What became of INV-20417, part 940-0095B and order A812345?")
    assert [one.written for one in query.exact] == ["INV-20417", "940-0095B", "A812345"]
    assert (
        understand("How much was 3M's capex in FY2018 by the 10-K, in 2019, by section 12.345 and at 4.5%?").exact == ()
    )


def test_words_that_say_little_are_left_out() -> None:
    assert understand("According to the paper, how many users does Firefox have?").words == ("users", "firefox")


@pytest.mark.parametrize(
    "question",
    [
        "What is this document about?",
        "what's this paper",
        "What is this document and who put it together?",
        "What does the paper propose?",
        "What is the main idea of this paper?",
        "Summarize the report",
        "Who wrote this book?",
    ],
)
def test_a_question_about_the_whole_document(question: str) -> None:
    assert understand(question).overview


@pytest.mark.parametrize(
    "question",
    ["What does the contract say about dogs?", "What is the rent?", "Is this document signed?"],
)
def test_a_question_about_a_part_of_it(question: str) -> None:
    assert not understand(question).overview


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote this paper?",
        "who is the author",
        "Who are the authors of this report?",
        "When was the report published?",
        "When was this written?",
        "What is the title of this document?",
        "What is this document and who put it together?",
        "Who wrote the Larchwater annual report?",
        "By whom was this report published?",
    ],
)
def test_who_made_a_document_and_when_stands_at_its_head(question: str) -> None:
    assert understand(question).asks_head


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the letter to the tenant?",
        "When was the contract signed by the landlord?",
        "Who is the author of Kilns and Clay?",
        "Who wrote the introduction?",
        "When was the building permit granted and who issued it?",
        "What is Pride and Prejudice and who wrote it?",
        "By whom was the study funded?",
        "By whom is the contract terminated?",
        "Who issued it?",
        "What is the title of chapter 3?",
    ],
)
def test_who_made_something_in_it_does_not(question: str) -> None:
    assert not understand(question).asks_head


@pytest.mark.parametrize(
    ("question", "kind", "answers", "does_not"),
    [
        ("How old is Ann?", Kind.AGE, "Ann is 34 years old.", "24 25 26 ANN"),
        ("How old is Ann?", Kind.AGE, "Ann (born in Leeds on\n3 May 1990) sings.", "Ann, 34 Mill Lane, since 1990"),
        ("How old are the readers?", Kind.AGE, "Readers: 18-65 years old", "Readers: 18-65"),
        ("How many months old were the rats?", Kind.AGE, "They were 7 months old.", "They were kept for 7 months."),
        ("What does a vial cost?", Kind.NUMBER, "A vial is $12.", "A vial holds 300 mg."),
        ("How old are the readers?", Kind.AGE, "At the age\nof 6 to 12", "For 6 to 12 ages ago"),
        ("What is the average age?", Kind.AGE, "Their age is 12.4", "In 12.4 they age"),
        ("How old was he then?", Kind.AGE, "He was but fourteen\nyears old.", "He was fourteen."),
        ("Which age counts for it?", Kind.AGE, "All under age 17", "All 17 of them"),
        ("What is the minimum age?", Kind.AGE, "Drivers aged 21 and their 34 cars", "Drivers: 21"),
        ("From what age may I drive?", Kind.AGE, "18 or older", "18 or more cars"),
        ("How old is Ann?", Kind.AGE, "Date of birth: 03/05/1990", "Date: 03/05/1990"),
        ("How old is Ann?", Kind.AGE, "Ann, aged 34", "The term is 3 years."),
        ("How old is Ann?", Kind.AGE, "Age (years): 34", "Wage: 34"),
        ("How old is Ann's boy?", Kind.AGE, "He is six months old.", "Notice: 3 months"),
        ("How old is Ann?", Kind.AGE, "Age:\nthirty-four", "Of that age. 34 men"),
        ("How old is Ann?", Kind.AGE, "A thirty-four-year-old", "Payable within 30 days"),
        ("How many users are there?", Kind.NUMBER, "There are twelve users.", "There are users."),
        ("How many users are there?", Kind.NUMBER, "There are 2,019 users.", "There were users in 2019 and 2020."),
        ("How many users are there?", Kind.NUMBER, "Users: 2,019", "Its users come from 42 countries."),
        ("How many users are there?", Kind.NUMBER, "Users: 806 units", "Users: 806 rooms"),
        ("How many people work there?", Kind.NUMBER, "It has 412 employees.", "It has employees."),
        ("How much is the deposit?", Kind.NUMBER, "5.1 The deposit is 250 pounds.", "5 Security deposit"),
        (
            "How large is it?",
            Kind.NUMBER,
            "It has 61 books [22].",
            "It is large [22], as others [3, 5\u20137; 12] are.",
        ),
        ("What percentage was sold in 2021?", Kind.NUMBER, "In 2021, 4.5% was sold.", "It was sold in 2021."),
        ("When did it open?", Kind.DATE, "It opened in May.", "It opened at noon."),
        ("Which year was it, after 1984?", Kind.DATE, "It was 1986.", "It was after 1984."),
        ("In which months is it open?", Kind.DATE, "It is open in May.", "It is open."),
        ("By when is the rent due?", Kind.DATE, "It is due in May.", "It is due."),
        ("The rent is due when?", Kind.DATE, "It is due in May.", "It is due."),
        ("After the war, when did it open?", Kind.DATE, "It opened in May.", "It opened."),
        ("Who argued for Helix?", Kind.PERSON, "Counsel was Paul D. Clement.", "Counsel argued for Helix."),
        ("By whom was it argued?", Kind.PERSON, "It was argued by Mike ter Maat.", "It was argued by counsel."),
        ("In 2019, who argued?", Kind.PERSON, "Counsel was Paul D. Clement.", "Counsel argued."),
        ("Please check when it is due.", Kind.DATE, "It is due in May.", "It is due to the tenant."),
        ("Is it stated when it ends?", Kind.DATE, "It ends in May.", "It ends."),
        ("Which months are wet?", Kind.DATE, "May is wet.", "Some are wet."),
        ("Between whom is it made?", Kind.PERSON, "Between Paul D. Clement and us.", "Between the parties."),
        ("If the tenant dies, who pays?", Kind.PERSON, "Then Paul D. Clement pays.", "Then the heirs pay."),
        ("Why did the judge who heard it leave?", Kind.REASON, "He left because of the strike.", "He left."),
        ("why did sales fall", Kind.REASON, "Sales fell because of the strike.", "Sales fell."),
    ],
)
def test_the_kind_of_thing_that_is_asked_for(question: str, kind: Kind, answers: str, does_not: str) -> None:
    assert understand(question).kind is kind
    assert may_answer(answers, kind, question)
    assert not may_answer(does_not, kind, question)


@pytest.mark.parametrize(
    "question",
    [
        "What is a trace tree?",
        "rent",
        "Whenever it rains, is it wet?",
        "What bonus do I get when all are there?",
        "When all are there, what bonus do I get?",
        "Do I pay anything when I leave?",
        "What was the name of the sailor whose papers he had?",
        "What do the people who smoke pay?",
        "What years of experience are required?",
        "Quels jours de congé ai-je ?",
        "Que se passe-t-il quand le bail finit ?",
        "¿Qué pasa cuando termina el contrato?",
    ],
)
def test_no_kind_is_guessed(question: str) -> None:
    assert understand(question).kind is None


@pytest.mark.parametrize(
    ("language", "question", "kind", "answers", "does_not"),
    [
        ("de", "Wie alt ist die Mieterin?", Kind.AGE, "Die 34-jährige Mieterin", "34 Mieterinnen"),
        ("de", "Welches Mindestalter gilt für die Mieter?", Kind.AGE, "Mindestalter: 21", "Mindestens 21"),
        ("de", "In welchem Alter ist die Mieterin?", Kind.AGE, "geboren am 3. Mai 1990", "seit dem 3. Mai 1990"),
        ("de", "Wie alt ist die Mieterin?", Kind.AGE, "34 Jahre alt", "Laufzeit: 3 Jahre"),
        ("de", "Wie alt ist die Mieterin?", Kind.AGE, "Eine zwanzigjährige Mieterin", "Die dreijährige Laufzeit"),
        ("de", "Wie alt ist die Mieterin?", Kind.AGE, "Das 18. Lebensjahr", "Das 18. Mietjahr"),
        ("fr", "Quel âge a la locataire ?", Kind.AGE, "Elle a 34 ans.", "Elle a 34 lots."),
        ("fr", "Quel âge a la locataire ?", Kind.AGE, "Âge (ans) : 34", "Durée : 3 ans"),
        ("fr", "Quel âge a la locataire ?", Kind.AGE, "Âgée de 34 ans", "Elle a 3 ans pour payer, il y a 3 ans"),
        ("fr", "Quel est l'âge de la locataire ?", Kind.AGE, "née le 3 mai 1990", "depuis le 3 mai 1990"),
        ("es", "¿Cuántos años tiene la inquilina?", Kind.AGE, "Tiene 34 años.", "Tiene 34 pisos."),
        ("es", "¿Qué edad tiene la inquilina?", Kind.AGE, "34 años de edad", "Plazo: 3 años"),
        ("es", "¿Qué edad tiene la inquilina?", Kind.AGE, "Edad (años): 34", "Tiene 3 años para pagar."),
        ("es", "¿Qué edad tiene la inquilina?", Kind.AGE, "nacida el 3 de mayo de 1990", "desde mayo de 1990"),
        ("de", "Wie viele Zimmer hat die Wohnung?", Kind.NUMBER, "Sie hat drei Zimmer.", "Sie hat Zimmer."),
        ("de", "Welche Frist gilt für die Mieter?", Kind.NUMBER, "Drei Monate.", "Eine Frist gilt."),
        ("de", "Wann beginnt das Mietverhältnis?", Kind.DATE, "1. Mai", "1 Mietzeit"),
        ("de", "An welchem Tag ist die Abgabe?", Kind.DATE, "Am Donnerstag.", "Am Abend."),
        ("de", "In welchen Monaten wird geheizt?", Kind.DATE, "Im Januar.", "Am Abend."),
        ("de", "Wer ist der Hausmeister?", Kind.PERSON, "Das ist Herr Radomir Vlcek.", "Das ist die Verwaltung."),
        ("de", "Warum fiel der Umsatz?", Kind.REASON, "Er fiel wegen des Streiks.", "Er fiel im Mai."),
        ("fr", "Combien de chambres y a-t-il ?", Kind.NUMBER, "Il y en a trois.", "Il y a des chambres."),
        ("fr", "Quelle est la durée du bail ?", Kind.NUMBER, "Six ans.", "La durée est longue."),
        ("fr", "Quand commence le bail ?", Kind.DATE, "Le premier août.", "Le premier jour."),
        ("fr", "Quels mois sont chauffés ?", Kind.DATE, "Janvier et mars.", "Le premier étage."),
        ("fr", "Sais-tu quand le bail finit ?", Kind.DATE, "Le premier août.", "Le premier jour."),
        ("fr", "Jusqu'à quand dure le bail ?", Kind.DATE, "Jusqu'en août.", "Le premier jour."),
        ("fr", "Qui a signé le bail ?", Kind.PERSON, "Signé par Jean Moreau.", "Signé par le preneur."),
        ("fr", "Pourquoi le loyer est-il révisé ?", Kind.REASON, "Parce que l'indice monte.", "Il est révisé."),
        ("es", "¿Cuántas habitaciones tiene el piso?", Kind.NUMBER, "Tiene dos habitaciones.", "Tiene habitaciones."),
        ("es", "¿Cuándo empieza el contrato?", Kind.DATE, "En enero.", "En seguida."),
        ("es", "¿Hasta cuando dura el contrato?", Kind.DATE, "Hasta enero.", "Dura mucho."),
        ("es", "¿Quién firma el contrato?", Kind.PERSON, "Lo firma Carmen Ruiz.", "Lo firma el dueño."),
        ("es", "¿Por qué se retrasa la obra?", Kind.REASON, "Debido a la lluvia.", "Se retrasa."),
    ],
)
def test_the_kind_of_answer_in_other_languages(
    language: str, question: str, kind: Kind, answers: str, does_not: str
) -> None:
    assert understand(question).kind is kind
    assert may_answer(answers, kind, question, language)
    assert not may_answer(does_not, kind, question, language)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Revenue was $1.5b in all, 12 percent more.", ""),  # which of the two
        ("Dining table 450.00", "450.00"),
        ("Der Artikel 12 Euro", "12"),
        ("The table is 80 cm wide, see form 8885.", "80"),
        ("See line 11b of Form 8885 and Table 3.", ""),
    ],
)
def test_what_something_is_called_by_is_no_amount(text: str, answer: str) -> None:
    assert answering_words(text, Kind.NUMBER, "How much?") == answer


def test_a_number_is_one_in_its_own_language_only() -> None:
    """Spanish "once" is eleven, French "cent" a hundred, German "elf" eleven."""
    assert not any(may_answer("An elf pays per cent.", Kind.NUMBER, "How many?", language) for language in ("en", "es"))
    assert may_answer("Elf Tage.", Kind.NUMBER, "Wie viele?", "de")
    assert understand("Que fait la personne qui a signé ?").kind is None
