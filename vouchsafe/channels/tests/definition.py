"""A small definition that may be published, to be spoilt in tests."""

from typing import Any


def text(words: str) -> dict[str, str]:
    """A text in English."""
    return {"en": words}


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
    }
