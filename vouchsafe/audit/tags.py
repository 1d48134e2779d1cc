"""The vocabulary of the record: every act at the desk has one tag, `subject:action`."""

from enum import StrEnum


class Tag(StrEnum):
    """What was done to what. Values are stored and shown to overseers; never rename one."""

    ORGANISATION_FOUNDED = "organisation:founded"
    MEMBER_INVITED = "member:invited"
    RIGHT_GRANTED = "right:granted"
    RIGHT_WITHDRAWN = "right:withdrawn"
    MEMBER_FACTORS_FORGOTTEN = "member:factors-forgotten"
    KEY_STORED = "key:stored"
    DIRECTORY_EXTENDED = "directory:extended"
    LOOK_CHANGED = "look:changed"
    LOOK_LOGO_CHANGED = "look:logo-changed"
    HOST_ADDED = "host:added"
    HOST_REMOVED = "host:removed"
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
