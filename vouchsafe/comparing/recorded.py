"""Whether the record says the same: that it holds an entry, proven against a checkpoint that its key signed."""

from uuid import UUID

from vouchsafe.comparing.published import Organisation, Proven
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.errors import RecordError
from vouchsafe.tlog.leaves import read_leaf
from vouchsafe.tlog.notes import read_verifier
from vouchsafe.tlog.tree import leaf_hash, verify_inclusion

PUBLISHED = "channel:published"
SERVED = "release:served"


def unrecorded(
    owner: Organisation, proven: Proven | None, tag: str, wanted: dict[str, str | int], key: str | None
) -> str:
    """Nothing where the owner's record holds an entry with this tag that says `wanted`, else what is wrong with it.

    1. There is an entry, and it is an entry of this organisation with this tag.
    2. It says what is wanted, each name.
    3. The checkpoint is signed by `key` (a verifier key), else by the one that the server names, of this record.
    4. The proof leads from the entry to the checkpoint's root.

    Whether a newer entry follows it, no proof of it alone can say: whoever reads the whole record can.
    """
    if proven is None:
        return "the record holds nothing of it"
    try:
        leaf = read_leaf(proven.leaf.encode(), proven.index)
        if (leaf.tag, leaf.organisation) != (tag, UUID(owner.organisation.id)):
            return "the record's entry is about something else"
        if any(leaf.objects.get(name) != value for name, value in wanted.items()):
            return f"the entry that is shown, {proven.index}, says something else"
        verifier = read_verifier(key or (proven.keys or ("",))[0])
        checkpoint, _note = open_checkpoint(proven.checkpoint, verifier)
        if not checkpoint.origin.endswith(f"/record/{owner.organisation.id}"):
            return "the checkpoint is of another record"
        verify_inclusion(proven.index, checkpoint.size, leaf_hash(proven.leaf.encode()), proven.proof, checkpoint.root)
    except RecordError as error:
        return f"the record does not prove it: {error.message}"
    return ""
