"""Which translations of a draft are older than their English text, by the versions that were published. Pure.

Nobody notes when a translation is written. But each version has what stood beside what: a translation that was only
ever published beside another English text than the draft's was made of that one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from vouchsafe.common.languages import SOURCE
from vouchsafe.common.texts import texts_in

Older = dict[str, dict[str, list[str]]]
"""Language → translation → the English texts that it stood beside."""


def older_than_source(draft: Mapping[str, Any], versions: Iterable[Mapping[str, Any]]) -> Older:
    """The draft's translations that no version had beside the draft's English text, though some version had them."""
    beside: dict[tuple[str, str], set[str]] = {}
    for body in versions:
        for text in texts_in(body):
            for language, words in text.items():
                beside.setdefault((language, words), set()).add(text[SOURCE])
    found: Older = {}
    for text in texts_in(draft):
        for language, words in text.items():
            known = beside.get((language, words), set())
            if language != SOURCE and words.strip() and known and text[SOURCE] not in known:
                found.setdefault(language, {})[words] = sorted(known)
    return found
