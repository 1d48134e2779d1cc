"""A small definition that may be published, to be spoilt in tests."""

from typing import Any


def text(words: str) -> dict[str, str]:
    """A text in English."""
    return {"en": words}


def contact(name: str) -> dict[str, Any]:
    """Somebody to turn to."""
    return {"name": text(name), "what": text("Advises."), "reach": text("By telephone.")}


def body() -> dict[str, Any]:
    """A fresh, valid definition."""
    return {
        "version": 1,
        "name": text("Integrity"),
        "purpose": text("Tell us what somebody did."),
        "not_for": text("Not for opinions."),
        "readers": text("Two handlers."),
        "retention": text("Three years."),
        "law": [text("Directive (EU) 2019/1937")],
        "danger": {"text": text("Call first."), "numbers": [{"label": text("Emergency"), "number": "112"}]},
        "safety": [text("Use a device of your own.")],
        "privacy": {
            name: text(f"The {name}.")
            for name in ("controller", "purposes", "basis", "recipients", "sources", "named", "rights", "complaint")
        },
        "imprint": {"name": text("Meridian"), "address": text("1 Hill Road"), "contact": text("Call us.")},
        "categories": [
            {"id": "fraud", "act": text("Fraud"), "harmed": text("The budget"), "law": text("Criminal law")},
            {"id": "theft", "act": text("Theft"), "harmed": text("Its owner"), "law": text("Criminal law")},
        ],
        "questionnaire": {
            "fields": [
                {"id": "category", "kind": "category", "label": text("Which?"), "required": True},
                {"id": "headline", "kind": "short", "label": text("In a line?"), "required": True, "max_length": 120},
                {
                    "id": "how",
                    "kind": "choice",
                    "label": text("How do you know?"),
                    "required": False,
                    "options": [{"id": "saw", "label": text("I saw it")}, {"id": "told", "label": text("I was told")}],
                },
            ]
        },
        "protected_activity": {
            "question": text("Is it about any of these?"),
            "help": text("Then nothing is sent."),
            "options": [{"id": "opinion", "label": text("An opinion")}],
            "none": text("No"),
            "ended": {"title": text("Not here"), "text": text("Nothing was sent.")},
        },
        "elsewhere": [contact("Equality body")],
        "urgent": {"label": text("It is urgent"), "help": text("Somebody may be harmed within days.")},
        "clock": {"acknowledge_days": 7, "answer_months": 3, "source": text("Directive (EU) 2019/1937, article 9")},
        "authorities": [contact("The authority")],
    }
