"""The verbs of channels, one module per noun; callers import them from here."""

from vouchsafe.channels.services.channels import create_channel, publish_definition, publish_file
from vouchsafe.channels.services.drafts import discard_draft, publish_draft, save_draft, start_channel, start_draft
from vouchsafe.channels.services.pausing import hold_channel, mark_categories

__all__ = [
    "create_channel",
    "discard_draft",
    "hold_channel",
    "mark_categories",
    "publish_definition",
    "publish_draft",
    "publish_file",
    "save_draft",
    "start_channel",
    "start_draft",
]
