"""Questions whose words stand on the page in another form, in German, French and Spanish; searched by words alone."""

from pathlib import Path

import pytest

from docqa.library.catalog import Library
from docqa.library.vectors import VectorStore
from docqa.search.retriever import Retriever
from docqa.settings import Settings
from tests.support.pdfs import text_pdf
from tests.support.shelf import keep_text

pytestmark = pytest.mark.pure

GERMAN = (
    "§ 1 Mietgegenstand. Vermietet wird die Wohnung im zweiten Stock mit drei Zimmern, Küche und Bad. Der Keller "
    "und ein Stellplatz im Hof gehören dazu.",
    "§ 2 Die Grundmiete ist bis zum dritten Werktag eines Monats zu zahlen. Die Vermieterin darf sie nach drei "
    "Jahren erhöhen, wenn vergleichbare Wohnungen in der Gemeinde teurer sind.",
    "§ 3 Kündigung. Die Frist zur Kündigung beträgt für den Mieter drei Monate. Sie muss schriftlich bei der "
    "Vermieterin eingehen, eine mündliche Erklärung genügt nicht.",
    "§ 4 Der Mieter darf ein Haustier halten, wenn die Nachbarn nicht gestört werden. Für einen Hund ist die "
    "Zustimmung der Vermieterin einzuholen, für Vögel und Fische nicht.",
    "§ 5 Kleine Reparaturen bis 90 Euro trägt der Mieter. Größere Schäden hat er unverzüglich zu melden; sie "
    "werden von der Hausverwaltung behoben.",
    "§ 6 Ein Schlüssel, der verloren geht, ist auf Kosten des Mieters zu ersetzen. Das Schloss der Haustür wird "
    "dann von einem Fachbetrieb ausgetauscht.",
    "§ 7 Bei Auszug ist die Wohnung geräumt und gereinigt zu übergeben. Wände, die farbig gestrichen wurden, sind "
    "wieder weiß zu streichen. Ein Dübelloch ist zu verschließen.",
    "§ 8 Die Heizung läuft vom Oktober bis zum April. In der Nacht wird die Temperatur auf 17 Grad gesenkt. Die "
    "Kosten werden nach dem Verbrauch verteilt.",
    "§ 9 Der Garten darf von allen Parteien genutzt werden. Wer dort grillt, muss darauf achten, dass der Rauch "
    "nicht in ein Fenster zieht. Das Beet am Zaun pflegt der Hausmeister.",
)
FRENCH = (
    "Article 1. Le bailleur loue au preneur une maison avec un jardin et un garage, dans la commune de Sorges. Le "
    "mobilier qui s'y trouve est décrit dans l'annexe.",
    "Article 2. Le loyer est payable le premier jour du mois. Il est révisé chaque année selon l'indice national "
    "; la révision ne peut pas dépasser deux pour cent.",
    "Article 3. Chaque partie peut résilier le bail avec un préavis de trois mois, par lettre recommandée. La "
    "résiliation prend effet à la fin du mois.",
    "Article 4. L'assureur verse une indemnisation au preneur dont les biens ont été détruits par un incendie ou "
    "par une inondation. La déclaration doit être faite dans les cinq jours.",
    "Article 5. Le preneur entretient la chaudière et fait ramoner la cheminée une fois par an. Il remet le "
    "certificat du ramoneur au bailleur.",
    "Article 6. Un animal est admis dans la maison à condition qu'il ne cause aucun dégât. Les chevaux ne sont "
    "pas admis dans le pré.",
    "Article 7. La sous-location est interdite sans l'accord écrit du bailleur. Un hébergement gratuit de la "
    "famille est permis pendant les vacances.",
    "Article 8. Les travaux qui modifient la façade doivent être autorisés par la mairie. La couleur du volet est "
    "celle du village, et la toiture reste en ardoise.",
    "Article 9. À la sortie, un état des lieux est dressé. La caution est rendue dans les deux mois, moins ce que "
    "le nettoyage et la réparation auront coûté.",
)
SPANISH = (
    "Cláusula primera. El arrendador cede al inquilino el piso de la calle Mayor, con dos habitaciones, una "
    "cocina y un balcón que da al patio.",
    "Cláusula segunda. El alquiler se paga en los primeros cinco días de cada mes. Si el pago se retrasa, se "
    "cobra un recargo del tres por ciento.",
    "Cláusula tercera. El contrato puede rescindirse con un aviso de treinta días. La rescisión se comunica por "
    "escrito al arrendador.",
    "Cláusula cuarta. El seguro cubre el robo y la rotura de un cristal. La indemnización se abona en el mes que "
    "sigue a la denuncia.",
    "Cláusula quinta. La reparación de una avería de la caldera corresponde al arrendador, salvo que el inquilino "
    "la haya usado mal.",
    "Cláusula sexta. Se permite tener un perro pequeño, pero no en la terraza común. El animal irá siempre atado "
    "en el ascensor y en la escalera.",
    "Cláusula séptima. La fianza se devuelve al terminar el contrato, una vez que se haya hecho la revisión del "
    "piso y de sus muebles.",
    "Cláusula octava. El inquilino no puede realquilar la habitación sin la autorización del dueño, que la dará "
    "por escrito en el plazo de una semana.",
    "Cláusula novena. El gasto de la comunidad lo paga el dueño. La luz, el agua y el gas los paga quien vive en "
    "el piso según marque el contador.",
)
DOCUMENTS = {"Mietvertrag.pdf": GERMAN, "Bail.pdf": FRENCH, "Contrato.pdf": SPANISH}
QUESTIONS = (  # with the page, from 0, that tells
    ("Mietvertrag.pdf", "Welche Fristen gibt es bei Kündigungen?", 2),
    ("Mietvertrag.pdf", "Darf ich Hunde und andere Haustiere halten?", 3),
    ("Mietvertrag.pdf", "Wer ersetzt verlorene Schlüssel und Schlösser?", 5),
    ("Mietvertrag.pdf", "Wie werden Dübellöcher behandelt?", 6),
    ("Mietvertrag.pdf", "Wer zahlt eine kleine Reparatur?", 4),
    ("Mietvertrag.pdf", "Wer pflegt die Beete in den Gärten?", 8),
    ("Mietvertrag.pdf", "Wie warm ist es in den Nächten?", 7),
    ("Mietvertrag.pdf", "Wann sind Erhöhungen der Mieten erlaubt?", 1),
    ("Mietvertrag.pdf", "Hat die Wohnung Stellplätze?", 0),
    ("Mietvertrag.pdf", "Welchen Schaden muss ich melden?", 4),
    ("Bail.pdf", "Quelles sont les indemnisations après des incendies ?", 3),
    ("Bail.pdf", "Quand les loyers sont-ils révisés ?", 1),
    ("Bail.pdf", "Les animaux sont-ils admis ?", 5),
    ("Bail.pdf", "Qui ramone les cheminées et les chaudières ?", 4),
    ("Bail.pdf", "Comment se font les résiliations ?", 2),
    ("Bail.pdf", "Faut-il une autorisation pour les façades et les volets ?", 7),
    ("Bail.pdf", "Quand rend-on les cautions ?", 8),
    ("Bail.pdf", "Les sous-locations sont-elles interdites ?", 6),
    ("Bail.pdf", "Que dit le contrat des jardins et des garages ?", 0),
    ("Contrato.pdf", "¿Cuándo se devuelven las fianzas?", 6),
    ("Contrato.pdf", "¿Se permiten perros u otros animales?", 5),
    ("Contrato.pdf", "¿Qué pasa con los pagos que se retrasan?", 1),
    ("Contrato.pdf", "¿Quién hace las reparaciones de las averías?", 4),
    ("Contrato.pdf", "¿Cómo se comunican las rescisiones?", 2),
    ("Contrato.pdf", "¿Cubren los seguros los cristales y los robos?", 3),
    ("Contrato.pdf", "¿Tiene el piso balcones?", 0),
    ("Contrato.pdf", "¿Quién paga los gastos de las comunidades?", 8),
    ("Contrato.pdf", "¿Hay que pedir autorizaciones para realquilar habitaciones?", 7),
)


@pytest.fixture
def library(settings: Settings) -> Library:
    library = Library.open(settings)
    for name, texts in DOCUMENTS.items():
        pdf = text_pdf(settings.data_dir.parent / name, (name,))
        keep_text(library, library.add(pdf.read_bytes(), name).id, texts)
    return library


def test_pages_are_found_whatever_the_form_of_their_words(library: Library, tmp_path: Path) -> None:
    retriever = Retriever(library, VectorStore(tmp_path / "chroma_db"), lambda: None)
    for name, question, page in QUESTIONS:
        (best, *_) = retriever.search(question)
        assert (best.doc, best.chunk.page) == (name, page), question
