"""A questionnaire with every kind of question, in English and German, and what somebody would type into it."""

from typing import Any

from vouchsafe.cases.tests.cast import DEFINITION


def text(english: str, german: str) -> dict[str, str]:
    """A text in two languages."""
    return {"en": english, "de": german}


def option(name: str, english: str, german: str) -> dict[str, Any]:
    """One answer that is offered."""
    return {"id": name, "label": text(english, german)}


def field(name: str, kind: str, english: str, german: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what else a kind has
    """A question, asked of everybody and of nobody in earnest."""
    return {"id": name, "kind": kind, "label": text(english, german), "required": False, **more}


FIELDS: list[dict[str, Any]] = [
    field("category", "category", "Which act?", "Welche Tat?", required=True),
    field("headline", "short", "In one line?", "In einer Zeile?", required=True, max_length=40),
    field("what", "long", "What happened?", "Was ist geschehen?", required=True, max_length=200),
    field("where", "place", "Where?", "Wo?", max_length=30),
    field(
        "known",
        "choice",
        "How do you know?",
        "Woher wissen Sie es?",
        required=True,
        options=[option("saw", "I saw it", "Gesehen"), option("told", "I was told", "Gehört")],
    ),
    field(
        "teller",
        "short",
        "Who told you?",
        "Wer hat es erzählt?",
        max_length=30,
        when={"field": "known", "is": ["told"]},
    ),
    field(
        "harms",
        "choices",
        "What was harmed?",
        "Was kam zu Schaden?",
        required=True,
        options=[option("people", "People", "Menschen"), option("money", "Money", "Geld")],
    ),
    field("since", "date", "Since when?", "Seit wann?", required=True),
    field("loss", "amount", "How much was lost?", "Wie viel ging verloren?", required=True, currencies=["EUR", "CHF"]),
    field(
        "visits",
        "group",
        "Which visits?",
        "Welche Besuche?",
        max_entries=3,
        entry=text("Visit", "Besuch"),
        fields=[
            field("day", "date", "On which day?", "An welchem Tag?", required=True),
            field(
                "by",
                "choice",
                "By day or by night?",
                "Am Tag oder nachts?",
                options=[option("day", "By day", "Am Tag"), option("night", "By night", "Nachts")],
            ),
            field(
                "hour",
                "short",
                "At what hour?",
                "Um wie viel Uhr?",
                max_length=10,
                when={"field": "by", "is": ["night"]},
            ),
        ],
    ),
    field("who", "person", "Whom does it concern?", "Um wen geht es?", max_entries=2),
    field("you", "identity", "Who are you?", "Wer sind Sie?"),
    field("fair", "consent", "I tell the truth as I know it", "Ich sage, was ich weiß", required=True),
    field("papers", "attachment", "Something to show?", "Etwas zu zeigen?"),
    field("voice", "voice", "Would you rather speak?", "Möchten Sie lieber sprechen?"),
]
BODY: dict[str, Any] = {
    **DEFINITION,
    "categories": [
        {
            "id": "bribe",
            "act": text("Bribery", "Bestechung"),
            "harmed": text("The institute", "Das Institut"),
            "law": text("Criminal Code § 299", "StGB § 299"),
        },
        {
            "id": "theft",
            "act": text("Theft", "Diebstahl"),
            "harmed": text("Its owner", "Die Eigentümerin"),
            "law": text("Criminal Code § 242", "StGB § 242"),
        },
    ],
    "questionnaire": {"fields": FIELDS},
}
TYPED: dict[str, str | list[str]] = {
    "answer.category": "theft",
    "answer.headline": "Copper leaves hall nine",
    "answer.what": "A lorry came at dusk.\r\nNobody weighed it.",
    "answer.where": "Hall nine",
    "answer.known": "saw",
    "answer.harms": ["people", "money"],
    "answer.since.year": "2026",
    "answer.since.month": "3",
    "answer.since.about": "yes",
    "answer.loss.number": "12.500,50",
    "answer.loss.currency": "EUR",
    "shown.visits": "2",
    "answer.visits.1.day.year": "2026",
    "answer.visits.1.day.month": "3",
    "answer.visits.1.day.day": "27",
    "answer.visits.1.by": "night",
    "answer.visits.1.hour": "ten",
    "answer.who.0.name": "Egon Probe",
    "answer.who.0.role": "Yard master",
    "answer.you.0.name": "Rana Melder",
    "answer.fair": "yes",
    "answer.urgent": "yes",
}
ANSWERS: dict[str, Any] = {
    "category": "theft",
    "headline": "Copper leaves hall nine",
    "what": "A lorry came at dusk.\nNobody weighed it.",
    "where": "Hall nine",
    "known": "saw",
    "harms": ["people", "money"],
    "since": "2026-03~",
    "loss": "12500.50 EUR",
    "visits": [{"day": "2026-03-27", "by": "night", "hour": "ten"}],
    "fair": "yes",
    "urgent": "yes",
}


def question(name: str, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a definition holds
    """The questionnaire with one question changed."""
    fields = [{**field, **changed} if field["id"] == name else field for field in FIELDS]
    return {**BODY, "questionnaire": {"fields": fields}}
