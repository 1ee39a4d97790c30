"""Texts of other languages word by word in English, for the models that know English alone. Pure.

The lists have the small words of each language, and the commonest of contracts, invoices, letters and manuals.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain

from docqa.text.languages import ENGLISH, FRENCH, GERMAN, LANGUAGES, SPANISH
from docqa.text.words import folded, stem, stemmer_of

MAX_LETTERS_OF_COMPOUND = 40  # what is longer is hardly a word, and would be looked at in each of its parts
MIN_LETTERS_OF_PART = 3  # of a German compound
MIN_LETTERS_OF_ONE_KNOWN = 5  # of the part, where the other is not known: shorter ones begin and end too many words
MIN_LETTERS_OF_VERB = 5  # that may end in the t of "he pays"
_LETTERS = re.compile(r"[^\W\d_]+")
_PARTICIPLE = re.compile(  # "gekündigt", "abgelehnt"
    r"((?:ab|an|auf|aus|bei|ein|fest|her|hin|los|mit|nach|um|vor|weg|zu|zurück)?)ge(\w{4,}?)(?:e?t|en)"
)


def in_english(text: str, language: str) -> str:
    """A text of that language word by word in English, as far as its words are known; the others stay.

    >>> in_english("Wie viel verdiene ich im Monat?", "de")
    'how much salary I in month?'
    >>> in_english("La fianza es de 900 euros.", "es"), in_english("The fee", "en")
    ('the deposit is of 900 euros.', 'The fee')
    """
    if language not in _GLOSSES:
        return text
    gloss = _glosser(language)
    return _LETTERS.sub(lambda word: gloss(word[0]), text)


@lru_cache(maxsize=50_000)
def meanings(word: str, language: str) -> frozenset[str]:
    """The stems of a word's English words, of one that is not known its own; none for a small word.

    >>> sorted(meanings("bruttogehalt", "de")), sorted(meanings("wages", "en")), sorted(meanings("der", "de"))
    (['salari'], ['wage'], [])
    """
    if any(word in one.stop_words for one in LANGUAGES if one.code == language):
        return frozenset()
    return frozenset(map(stem, in_english(word, language).lower().split()))


def _glosses(text: str) -> dict[str, str]:
    """The English of each word, of "rent: miete pacht; key: schlüssel"."""
    entries = (entry.split(":") for entry in text.split(";"))
    return {word: english.strip() for english, words in entries for word in words.split()}


@cache
def _glosser(language: str) -> Callable[[str], str]:
    """What gives a word of that language in English."""
    glosses, root_of = _as_written(language), _roots(language)
    by_root = {root_of(folded(word)): english for word, english in reversed(_GLOSSES[language].items())}

    def known(word: str) -> str:
        return glosses.get(word) or by_root.get(root_of(word), "")

    @lru_cache(maxsize=50_000)
    def gloss(word: str) -> str:
        return known(folded(word)) or (language == GERMAN.code and _compound(folded(word), known)) or word

    return gloss


def _as_written(language: str) -> dict[str, str]:
    """The words of the list with the language's months and small numbers."""
    own = next(one for one in LANGUAGES if one.code == language)
    months = {month: english.title() for month, english in zip(own.months, ENGLISH.months, strict=True)}
    numbers = {folded(word): str(number) for word, number in own.numbers.items()}
    return numbers | months | {folded(word): english for word, english in _GLOSSES[language].items()}


def _roots(language: str) -> Callable[[str], str]:
    """What gives the root of a word: its stem; of a German participle or another verb's form that of its infinitive."""
    stem_of = stemmer_of(language)
    if language != GERMAN.code:
        return stem_of

    def root(word: str) -> str:
        participle = _PARTICIPLE.fullmatch(word)
        short = stem_of(participle[1] + participle[2] if participle else word)
        return short.removesuffix("t") if len(short) > MIN_LETTERS_OF_VERB else short

    return root


def _compound(word: str, known: Callable[[str], str]) -> str:
    """A German compound, its parts in English: two that are known, or one, the last rather; "" where none is.

    >>> known = {"monat": "month", "miete": "rent"}
    >>> [_compound(word, lambda part: known.get(part, "")) for word in ("monatsmiete", "grundmiete", "grundbuch")]
    ['month rent', 'grund rent', '']
    """
    if len(word) > MAX_LETTERS_OF_COMPOUND:
        return ""
    least = MIN_LETTERS_OF_PART
    splits = [(word[:at], word[at:]) for at in range(least, len(word) - least + 1)]
    found = [(known(first) or known(first.removesuffix("s")), known(last), first, last) for first, last in splits]
    both = (f"{one} {other}" for one, other, _, _ in found if one and other)
    lasts = (f"{first} {other}" for _, other, first, last in found if other and len(last) >= MIN_LETTERS_OF_ONE_KNOWN)
    firsts = (f"{one} {last}" for one, _, first, last in found[::-1] if one and len(first) >= MIN_LETTERS_OF_ONE_KNOWN)
    return next(chain(both, lasts, firsts), "")


_GLOSSES = {
    GERMAN.code: _glosses(
        "the: der die das den dem des; a: ein eine einen einem einer eines; and: und; or: oder; but: aber; is: ist "
        "wird; are: sind; was: war wurde; were: waren wurden; be: werden; has: hat; have: habe haben; had: hatte; "
        "can: kann können; must: muss müssen; may: darf dürfen; should: soll sollen sollte; want: will möchte; not: "
        "nicht; no: kein keine keinen; with: mit; of: von vom; to: zu zum zur; at: bei beim an am um; until: bis; "
        "after: nach; before: vor; from: aus ab; on: auf; for: für; in: in im ins; about: über; under: unter; by: "
        "durch; against: gegen; without: ohne; how: wie; much: viel; many: viele; long: lange; high: hoch; often: "
        "oft; when: wann; where: wo wohin; from where: woher; who: wer; whom: wem; what: was; why: warum wieso "
        "weshalb; which: welche welcher welches welchen welchem; I: ich; me: mir mich; my: mein meine meinen meinem "
        "meiner; you: sie; your: ihr ihre ihren ihrem ihrer; we: wir; us: uns; our: unser unsere; he: er; it: es; "
        "itself: sich; one: man; if: wenn falls sofern; that: dass; as: als; also: auch; only: nur; still: noch; "
        "already: schon; each: jeder jede jedes jeden jeweils; all: alle allen; within: innerhalb binnen; at the "
        "latest: spätestens; between: zwischen; since: seit; per: je pro; amounts to: beträgt betragen; there is: "
        "gibt; his: seine seiner sein; this: dieser diese dieses diesem; been: worden; because: weil da; because of: "
        "wegen aufgrund; more: mehr; less: weniger; longer: länger; first: erste ersten; new: neue neuen neuer neu; "
        "happens: passiert; need: brauche braucht brauchen; do: tun machen; stands: steht stehen; is called: heißt; "
        "runs: läuft; comes: kommt; live: wohnen; beside: neben; during: während; rent: miete kaltmiete mietzins "
        "pacht; deposit: kaution mietsicherheit anzahlung; landlord: vermieter verpächter; tenant: mieter pächter; "
        "lease: mietvertrag mietverhältnis pachtvertrag; apartment: wohnung räume; house: haus gebäude; room: zimmer "
        "raum; size: größe quadratmeter fläche wohnfläche groß; notice: kündigungsfrist frist; terminate: kündigen "
        "kündigung gekündigt beendigung auflösung stornieren; leave: ausscheiden verlassen gehen ausziehen auszug; "
        "renew: verlängern verlängert verlängerung; pet: haustier; animal: tier; dog: hund dackel; cat: katze; "
        "smoke: rauchen raucher; quiet: leise ruhe ruhezeit; noise: lärm; repair: reparatur reparieren "
        "instandhaltung wartung; damage: schaden beschädigung; key: schlüssel; sublet: untervermieten untermiete "
        "untervermietung; utilities: nebenkosten betriebskosten; contract: vertrag vereinbarung abkommen; sign: "
        "unterschrift unterschreiben unterzeichnet; party: partei vertragspartei; clause: klausel paragraph ziffer; "
        "begin: beginn beginnt anfang anfangen antritt; end: ende enden endet ablauf laufzeit gültig gültigkeit; "
        "duration: dauer dauern zeitraum; deadline: fällig fälligkeit termin stichtag; date: datum; day: tag "
        "kalendertag arbeitstag werktag; month: monat monatlich; year: jahr jährlich; week: woche wöchentlich; hour: "
        "stunde; time: uhrzeit zeit arbeitszeit; pay: zahlen zahlung bezahlen zahlbar überweisen begleichen; salary: "
        "gehalt lohn verdienen verdienst vergütung bruttogehalt entgelt; bonus: prämie weihnachtsgeld sonderzahlung "
        "gratifikation; amount: betrag summe; price: preis kosten kostet; total: gesamt insgesamt gesamtbetrag "
        "gesamtsumme rechnungsbetrag; invoice: rechnung; tax: steuer mehrwertsteuer umsatzsteuer mwst ust; discount: "
        "rabatt nachlass skonto ermäßigung; refund: erstattung rückerstattung rückzahlung zurückbekommen "
        "zurückerstattet guthaben; return: zurück zurückgeben rückgabe; balance: saldo kontostand; debt: schuld "
        "offen restbetrag rückstand nachzahlung; reminder: mahnung zahlungserinnerung mahngebühr; late: verspätet "
        "spät; delay: verspätung verzug säumnis; interest: zinsen verzugszinsen zinssatz; fee: gebühr pauschale; "
        "penalty: strafe vertragsstrafe bußgeld; compensation: abfindung entschädigung schadensersatz; account: "
        "konto bankkonto bankverbindung; transfer: überweisung; debit: abbuchung abbuchen abgebucht lastschrift "
        "einzug; instalment: rate raten abschlag teilzahlung; customer: kunde kundin auftraggeber; number: nummer "
        "zeichen aktenzeichen kennzeichen; address: adresse anschrift sitz wohnort; phone: telefon telefonnummer "
        "anrufen rufnummer; email: mail; supplier: lieferant verkäufer anbieter; buyer: käufer besteller; delivery: "
        "lieferung versand liefern; order: bestellung auftrag bestellen; goods: ware artikel produkt; quantity: "
        "menge anzahl stück; meter: zählerstand zähler ablesung; electricity: strom elektrizität; water: wasser; "
        "heating: heizung heizkosten; consumption: verbrauch verbraucht verbrauchen; employee: arbeitnehmer "
        "mitarbeiter angestellte beschäftigte; employer: arbeitgeber firma unternehmen betrieb gesellschaft; boss: "
        "chef vorgesetzter; manager: leiter geschäftsführer; job: arbeit tätigkeit stelle beruf beschäftigung "
        "arbeitsverhältnis; overtime: überstunden mehrarbeit; probation: probezeit; vacation: urlaub ferien "
        "urlaubsanspruch; sick: krank krankheit erkrankung krankheitsfall arbeitsunfähigkeit; doctor: arzt attest "
        "bescheinigung ärztlich; work from home: homeoffice heimarbeit; home: hause zuhause; secret: geheimnis "
        "vertraulich verschwiegenheit stillschweigen geheimhaltung; compete: wettbewerb konkurrenz "
        "wettbewerbsverbot; training: fortbildung lehrgang kurs schulung weiterbildung; pension: rente ruhestand "
        "altersgrenze; married: heirat hochzeit eheschließung verheiratet heiraten; move: umzug umziehen; child: "
        "kind kinder; born: geboren geburtsdatum; insurance: versicherung police versichert; premium: beitrag; "
        "cover: gedeckt deckung mitversichert; claim: schadenfall versicherungsfall; accident: unfall; deductible: "
        "selbstbeteiligung selbstbehalt eigenanteil; theft: diebstahl einbruch gestohlen; fire: feuer brand; "
        "excluded: ausgeschlossen ausschluss; except: außer ausnahme; include: enthalten inbegriffen einschließlich "
        "eingeschlossen; forbidden: verboten untersagt; allowed: erlaubt gestattet zulässig; permission: erlaubnis "
        "zustimmung genehmigung; refrain: unterlassen; duty: pflicht verpflichtung; obliged: verpflichtet; right: "
        "recht anspruch; appeal: einspruch widerspruch; complaint: beschwerde beschweren reklamation; dispute: "
        "streit gericht klage gerichtsstand; law: gesetz; apply: antrag beantragen antragsteller; reason: grund "
        "begründung; reject: ablehnen abgelehnt ablehnung; agree: zustimmen annehmen einverstanden genehmigen; "
        "change: änderung ändern geändert; inform: mitteilen benachrichtigen anzeigen melden mitteilung informieren; "
        "send: senden schicken einreichen übersenden; receive: erhalten bekommen bekomme empfangen; buy: kaufen kauf "
        "erwerben; sell: verkaufen verkauf; loan: darlehen kredit; income: einkommen einkünfte einnahmen; expense: "
        "ausgaben aufwendungen spesen; profit: gewinn; warranty: garantie gewährleistung; liability: haftung haften; "
        "member: mitglied mitgliedschaft; meeting: versammlung sitzung mitgliederversammlung; association: verein "
        "verband; vote: abstimmung stimme wahl; board: vorstand ausschuss; written: schriftlich schriftform; letter: "
        "brief einschreiben schreiben; copy: kopie exemplar ausfertigung; attach: anlage anhang; car: auto fahrzeug "
        "pkw wagen; speed: geschwindigkeit; fast: schnell; weight: gewicht; heavy: schwer; length: länge; long: "
        "lang; height: höhe; temperature: temperatur; hot: heiß warm; dose: dosis dosierung tablette; side: "
        "nebenwirkung; storage: lagerung aufbewahren lagern speicher; minimum: mindestens mindest; maximum: "
        "höchstens maximal; parking: stellplatz parkplatz garage; garden: garten; cellar: keller; floor: etage "
        "stockwerk geschoss; furniture: möbel möbliert; family: familie; person: menschen; caretaker: hausmeister "
        "hausverwaltung; parcel: paket päckchen; server: rechner computer; install: installieren installation "
        "einrichten; update: aktualisieren aktualisierung; password: passwort kennwort; version: ausgabe "
        "veröffentlichung; file: datei ordner verzeichnis; user: benutzer nutzer anwender; breakdown: störung "
        "ausfall panne notfall notdienst; police: polizei anzeige; travel: reise fahrt; ticket: fahrkarte; food: "
        "essen verpflegung mahlzeit; night: nacht nachts"
    ),
    FRENCH.code: _glosses(
        "the: le la les l; a: un une; and: et; or: ou; but: mais; is: est; are: sont; was: était; has: a; have: ont "
        "ai avez avoir; be: être; of: de d; of the: du des; to: à; to the: au aux; in: en dans; on: sur; under: "
        "sous; by: par; for: pour; with: avec; without: sans; between: entre; before: avant; after: après; during: "
        "pendant; until: jusqu jusque; that: que qu; who: qui; which: quel quelle quels quelles; how much: combien; "
        "when: quand lorsque; where: où; how: comment; why: pourquoi; what: quoi; I: je j; me: me moi; my: mon ma "
        "mes; he: il; she: elle; we: nous; you: vous; your: votre vos; they: ils elles; itself: se s; its: son sa "
        "ses; their: leur leurs; this: ce cet cette ces; not: pas ne n; more: plus; less: moins; can: peut peux "
        "puis; must: doit dois doivent faut; do: fait faire; if: si; all: tout toute tous toutes; each: chaque; "
        "there: y; him: lui; nothing: rien; no: aucun aucune; since: depuis; from: dès; around: vers; because: car "
        "parce; according to: selon; very: très; two: deux; new: nouveau nouvelle; first: premier première; happens: "
        "passe; need: besoin; rent: loyer; deposit: dépôt caution garantie acompte; landlord: bailleur propriétaire "
        "loueur; tenant: locataire preneur; lease: bail location; apartment: appartement logement; house: maison "
        "immeuble bâtiment; room: chambre pièce; size: surface superficie taille grand; notice: préavis congé délai; "
        "terminate: résilier résiliation annuler; leave: quitter partir départ démission; renew: renouveler "
        "renouvellement reconduction prolonger proroger; dog: chien; cat: chat; smoke: fumer fumeur; quiet: silence "
        "calme; noise: bruit; repair: réparation réparer entretien travaux; damage: dommage dégât dégradation; key: "
        "clé clef; sublet: souslouer souslocation céder héberger; utilities: charges; contract: contrat convention "
        "accord; sign: signature signer signé; party: partie; clause: article; begin: début commencer commence effet "
        "débuter; end: fin expirer échéance terme valable validité; duration: durée durer période; deadline: limite "
        "exigible; day: jour; month: mois mensuel mensualité; year: année annuel an; week: semaine hebdomadaire; "
        "hour: heure; time: temps horaire; pay: payer paiement règlement régler verser versement; salary: salaire "
        "rémunération gagner traitement; bonus: prime gratification; amount: montant somme; price: prix coût coûter "
        "tarif; total: totalité ensemble; invoice: facture; tax: taxe tva impôt; discount: remise rabais réduction; "
        "refund: remboursement restitution restituer rembourser récupérer rendre; return: retour; debt: dette dû "
        "impayé; balance: solde; value: valeur; reminder: rappel relance mise; late: tardif; delay: retard; "
        "interest: intérêt; fee: frais redevance honoraires; penalty: pénalité amende; compensation: indemnité "
        "indemnisation dédommagement; account: compte; bank: banque; transfer: virement virer; debit: prélèvement "
        "prélever prélevée; instalment: échéancier; customer: client; number: numéro référence; address: adresse "
        "domicile siège demeurant; phone: téléphone appeler appel; email: courriel mél; name: nom; supplier: "
        "fournisseur vendeur; buyer: acheteur acquéreur; delivery: livraison expédition livrer; order: commande "
        "commander; goods: marchandise produit; quantity: quantité nombre; meter: compteur index relevé; "
        "electricity: électricité courant; water: eau; heating: chauffage; gas: gaz; consumption: consommation "
        "consommer; employee: salarié employé; employer: employeur entreprise société; boss: chef supérieur; "
        "manager: directeur responsable; job: travail poste emploi; overtime: supplémentaires; probation: essai; "
        "vacation: vacances; sick: malade maladie arrêt; doctor: médecin certificat médical attestation; work from "
        "home: télétravail; secret: confidentiel confidentialité; compete: concurrence concurrent; training: "
        "formation cours stage; pension: retraite; married: mariage marier; move: déménagement déménager; child: "
        "enfant; born: né née naissance; insurance: assurance police assuré; premium: cotisation; cover: couvert "
        "couverture; claim: sinistre; deductible: franchise; theft: vol cambriolage; fire: incendie feu; excluded: "
        "exclu exclusion; except: sauf; include: compris inclus comprendre; forbidden: interdit défendu; allowed: "
        "permis autorisé toléré; permission: autorisation; refrain: abstenir; duty: devoir; obliged: obligé tenu; "
        "right: droit; appeal: recours opposition contester réclamation; complaint: plainte médiateur; dispute: "
        "litige tribunal juge; law: loi; apply: demande demander demandeur; reason: motif raison; reject: refuser "
        "refus rejeter; agree: accepter approuver consentir; change: modification changer changement; inform: "
        "informer prévenir avertir signaler aviser; send: envoyer transmettre adresser; receive: recevoir obtenir "
        "toucher; buy: acheter achat; sell: vendre vente; loan: prêt crédit emprunt; income: revenu recettes; "
        "expense: dépense; profit: bénéfice; liability: responsabilité; member: membre adhérent adhésion; meeting: "
        "réunion assemblée séance; vote: voter; board: bureau comité conseil; written: écrit; letter: lettre "
        "courrier; copy: copie exemplaire; attach: annexe; car: voiture véhicule; speed: vitesse; fast: rapide; "
        "weight: poids; heavy: lourd; length: longueur; height: hauteur; high: haut élevé; temperature: température; "
        "hot: chaud; dose: posologie comprimé; side: indésirable secondaire; storage: conserver conservation "
        "stockage; minimum: minimale; maximum: maximale; parking: stationnement garage; garden: jardin; cellar: "
        "cave; floor: étage; furniture: meubles meublé mobilier; family: famille; person: personne gens; caretaker: "
        "gardien concierge; parcel: colis paquet; server: ordinateur serveur; install: installer installation; "
        "update: mettre actualiser; version: publication; file: fichier dossier répertoire; user: utilisateur "
        "usager; breakdown: panne dépannage urgence incident; travel: voyage déplacement; ticket: billet; food: "
        "repas nourriture; night: nuit"
    ),
    SPANISH.code: _glosses(
        "the: el la los las lo; a: un una unos unas; and: y e; or: o u; but: pero; is: es está; are: son están; was: "
        "era fue; has: ha tiene; have: han haber he tengo tener; there is: hay; of: de; of the: del; to: a; to the: "
        "al; in: en; on: sobre; for: por para; with: con; without: sin; between: entre; before: antes; after: "
        "después; during: durante; until: hasta; from: desde; that: que ese esa; what: qué; who: quién quiénes; "
        "which: cuál cuáles; how much: cuánto cuánta; how many: cuántos cuántas; when: cuándo cuando; where: dónde "
        "donde; how: cómo como; I: yo; me: me mí; my: mi mis; you: tú te usted; your: tu tus; itself: se; its: su "
        "sus; this: este esta estos estas; not: no; more: más; less: menos; can: puede puedo pueden podrá; must: "
        "debe deben deberá; if: si; each: cada; all: todo toda todos todas; him: le les; nothing: nada; no: ningún "
        "ninguna; because: porque; according to: según; very: muy; will be: será serán; new: nuevo nueva; first: "
        "primer primera primeros; happens: pasa; makes: hace; do: hacer hago; rent: alquiler renta canon arriendo; "
        "deposit: depósito fianza señal; landlord: arrendador propietario casero; tenant: arrendatario inquilino; "
        "lease: arrendamiento; apartment: apartamento piso vivienda inmueble; house: casa edificio; room: habitación "
        "cuarto dormitorio; size: superficie tamaño metros grande; notice: preaviso aviso antelación anticipación; "
        "terminate: rescindir resolver cancelar terminación rescisión resolución extinción baja; leave: dejar irse "
        "marcharse marcha abandonar salir desocupar; renew: renovar renueva renovación prorrogar prorrogará "
        "prórroga; pet: mascota; dog: perro; cat: gato; smoke: fumar fumador; quiet: silencio descanso; noise: "
        "ruido; repair: reparación reparar mantenimiento obras; damage: daño desperfecto deterioro; key: llave; "
        "sublet: subarrendar subarriendo; utilities: gastos suministros servicios; contract: contrato acuerdo "
        "convenio; sign: firma firmar firmado; party: parte; clause: cláusula artículo; begin: inicio comienzo "
        "comenzar empezar iniciar efecto; end: fin final vencimiento vence término vigencia válido válida; duration: "
        "duración plazo durar periodo; deadline: límite; date: fecha; day: día días; month: mes mensual mensualidad; "
        "year: año anual; week: semana semanal; hour: hora; time: tiempo horario jornada; pay: pagar pago abonar "
        "abono; salary: salario sueldo ganar retribución percibir nómina; bonus: prima paga gratificación "
        "extraordinaria; amount: importe monto cantidad suma valor; price: precio coste costo costar cuesta tarifa; "
        "total: totalidad; invoice: factura recibo; tax: impuesto iva tributo; discount: descuento rebaja "
        "bonificación; refund: reembolso devolución reintegro devolver; debt: deuda pendiente adeudado; balance: "
        "saldo; reminder: recordatorio reclamación requerimiento; late: tarde; delay: retraso mora demora atraso; "
        "interest: interés intereses; fee: tasa comisión honorarios cargo; penalty: multa penalidad sanción penal "
        "recargo; compensation: indemnización compensación finiquito; account: cuenta; bank: banco; transfer: "
        "transferencia; debit: adeudo domiciliación; instalment: cuota plazos; customer: cliente; number: número "
        "referencia; address: dirección domicilio sede; phone: teléfono llamar llamada; email: correo; name: nombre; "
        "supplier: proveedor vendedor; buyer: comprador; delivery: entrega envío entregar; order: pedido encargo; "
        "goods: mercancía producto; quantity: unidades; meter: contador lectura; electricity: electricidad luz "
        "corriente; water: agua; heating: calefacción; consumption: consumo consumir; employee: trabajador empleado; "
        "employer: empresa empleador patrón compañía sociedad; boss: jefe jefa; manager: director responsable "
        "gerente; job: trabajo puesto empleo; overtime: extras extraordinarias; probation: prueba; vacation: "
        "vacaciones permiso; sick: enfermo enferma enfermedad; doctor: médico certificado; work from home: "
        "teletrabajo; secret: secreto confidencial confidencialidad; compete: competencia competidor concurrencia; "
        "training: formación curso capacitación; pension: jubilación pensión; married: matrimonio boda casarse; "
        "move: mudanza mudarse traslado; child: hijo niño menor; born: nacido nacida nacimiento; insurance: seguro "
        "póliza asegurado; cover: cubierto cubrir cobertura incluido; claim: siniestro; accident: accidente; "
        "deductible: franquicia; theft: robo hurto robar roban; fire: incendio fuego; excluded: excluido exclusión; "
        "except: salvo excepto; include: incluida comprendido; forbidden: prohibido prohibida; allowed: permitido "
        "autorizado; permission: autorización consentimiento; refrain: abstenerse abstendrá; duty: obligación deber; "
        "obliged: obligado; right: derecho; appeal: recurso oposición alegaciones; complaint: queja; dispute: "
        "litigio tribunal juzgado controversia; law: ley legislación; apply: solicitud solicitar solicitante; "
        "reason: motivo causa; reject: rechazar denegar rechazo; agree: aceptar aprobar consentir conforme; change: "
        "cambio modificación modificar cambiar; inform: informar avisar comunicar notificar; send: enviar remitir "
        "presentar; receive: recibir obtener cobrar; buy: comprar compra adquirir; sell: vender venta; loan: "
        "préstamo crédito; income: ingreso ingresos; expense: gasto; profit: beneficio ganancia; warranty: garantía; "
        "liability: responsabilidad; member: socio miembro afiliado; meeting: reunión asamblea junta; association: "
        "asociación; vote: voto votación; board: comité directiva; written: escrito; letter: carta; copy: copia "
        "ejemplar; attach: anexo adjunto; car: coche vehículo automóvil; speed: velocidad; fast: rápido; weight: "
        "peso; heavy: pesado; length: longitud; long: largo; height: altura; high: alto; temperature: temperatura; "
        "hot: caliente; dose: dosis posología comprimido; side: adverso secundario; storage: conservar almacenar "
        "almacenamiento; minimum: mínimo mínima; maximum: máximo máxima; parking: aparcamiento garaje "
        "estacionamiento; garden: jardín; cellar: sótano trastero; floor: planta; furniture: muebles amueblado "
        "mobiliario; family: familia; person: persona gente; caretaker: conserje portero; parcel: paquete; server: "
        "ordenador computadora servidor; install: instalar instalación; update: actualizar actualización; password: "
        "contraseña clave; version: versión edición; file: archivo fichero carpeta; user: usuario; breakdown: avería "
        "emergencia urgencia; police: policía denuncia; travel: viaje desplazamiento; ticket: billete; food: comida; "
        "night: noche"
    ),
}
