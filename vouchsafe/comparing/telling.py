"""What came of a comparison, in words: each difference by its address, then what it means."""

from collections.abc import Iterator

from vouchsafe.comparing.verify import Comparison, Wishes
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.vault.words import hash_words

UNSIGNED = "UNSIGNED: nobody vouches for the files on this machine. This says only whether the server serves the same."


def told(found: Comparison, wishes: Wishes) -> Iterator[str]:
    """The lines to print."""
    if not found.signed:
        yield UNSIGNED
    for where, what in found.findings:
        yield f"{plain(where)}: {plain(what)}"
    if found.findings:
        places = len({where for where, _what in found.findings})
        yield f"{places} of {found.compared} answers differ from the release. Report nothing here, and tell others."
    else:
        yield f"All {found.compared} answers are as release {plain(found.door.release)} makes them."
    yield from _on_its_word(found, wishes)


def _on_its_word(found: Comparison, wishes: Wishes) -> Iterator[str]:
    """What every page says because the server says so; the release cannot know it."""
    yield "On the server's word, for you to compare with what you know:"
    door = found.door
    facts = {
        "the desk": f"{door.scheme}://{door.hosts.desk}",
        "the public door": f"{door.scheme}://{door.hosts.public}",
    }
    facts |= {"the onion": door.onion, "the help site": door.help, "a demonstration": "yes" if door.demo else ""}
    facts |= {"signing in with": ", ".join(each.name for each in door.providers)}
    yield from (f"  {name}: {plain(value)}" for name, value in facts.items() if value)
    for each in found.organisations:
        yield f"  {plain(each.organisation.slug)}: {plain(each.organisation.name)}, {len(each.channels)} channels"
        if each.root_hash is not None:
            yield f"    its twelve words: {' '.join(hash_words(each.root_hash))}"
    if wishes.record_key is None:
        keys = {key for each in found.organisations for proven in [each.release] if proven for key in proven.keys[:1]}
        yield from (f"  the record's key: {plain(key)}" for key in sorted(keys))
