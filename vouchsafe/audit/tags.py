"""The vocabulary of the record: every act at the desk has one tag, `subject:action`."""

from enum import StrEnum


class Tag(StrEnum):
    """What was done to what. Values are stored and shown to overseers; never rename one."""

    ORGANISATION_FOUNDED = "organisation:founded"
    ORGANISATION_SECOND_FACTOR = "organisation:second-factor"
    MEMBER_INVITED = "member:invited"
    RIGHT_GRANTED = "right:granted"
    RIGHT_WITHDRAWN = "right:withdrawn"
    MEMBER_FACTORS_FORGOTTEN = "member:factors-forgotten"
    MEMBER_FACTOR_ADDED = "member:factor-added"
    MEMBER_FACTOR_REMOVED = "member:factor-removed"
    MEMBER_CODES_MADE = "member:codes-made"
    MEMBER_PASSWORD_CHANGED = "member:password-changed"  # noqa: S105 - a tag
    MEMBER_PROVIDER_TIED = "member:provider-tied"
    MEMBER_PROVIDER_UNTIED = "member:provider-untied"
    KEY_STORED = "key:stored"
    KEY_REPLACED = "key:replaced"
    KEY_KIT_PROVEN = "key:kit-proven"
    KEY_PASSPHRASE_CHANGED = "key:passphrase-changed"  # noqa: S105 - a tag
    KEY_PASSKEY_ADDED = "key:passkey-added"
    DIRECTORY_EXTENDED = "directory:extended"
    CHANNEL_CREATED = "channel:created"
    CHANNEL_PUBLISHED = "channel:published"
    DRAFT_STARTED = "draft:started"
    DRAFT_DISCARDED = "draft:discarded"
    CASE_RECEIVED = "case:received"
    CASE_OPENED = "case:opened"
    CASE_STATE_CHANGED = "case:state-changed"
    CASE_KEY_MADE = "case:key-made"
    CASE_MEMBER_EXCLUDED = "case:member-excluded"
    ITEM_WRITTEN = "item:written"
    BLOB_DOWNLOADED = "blob:downloaded"
