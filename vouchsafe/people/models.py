"""Organisations, members, rights, public keys and the directory of keys.

Every table of a tenant carries its organisation, and every index but the primary key leads with it.
No field here says where a member comes from, what they believe, or, after they have signed out, when they were here.
"""

from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vouchsafe.common.prepared import prepared_cursor


class Organisation(models.Model):
    """A tenant. `demo` marks one whose keys and passwords are published: a real server refuses to serve it.

    `second_factor_required` asks its members for a second factor, also where the server does not ask everybody;
    `passkeys_only`, which goes with it, lets nothing but a passkey count.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, db_index=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    demo = models.BooleanField(default=False)
    second_factor_required = models.BooleanField(default=False, db_default=False)
    passkeys_only = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug"], name="organisation_slug")]

    def __str__(self) -> str:
        return self.name


_MEMBER: Final = ("password", "id", "organisation_id", "email", "name", "is_active")
_MEMBER_BY_ID: Final = """
SELECT password::text, id, organisation_id, email::text, name::text, is_active FROM people_member WHERE id = %s
"""


class MemberManager(BaseUserManager["Member"]):
    """Finds members by e-mail address, whatever the case it is typed in, and by their id."""

    def get(self, *args: Any, **kwargs: Any) -> "Member":  # noqa: ANN401 - as in Django
        """As Django's. By id alone, as each request of the desk asks for whoever is signed in, by a plan that is kept.

        Managers that Django derives from this one look among some members only, and are left as they are.
        """
        if type(self) is not MemberManager or args or kwargs.keys() != {"pk"}:
            return super().get(*args, **kwargs)
        with prepared_cursor() as cursor:
            cursor.execute(_MEMBER_BY_ID, [self.model._meta.pk.to_python(kwargs["pk"])])  # noqa: SLF001 - public in Django
            found = cursor.fetchone()
        if found is None:
            raise self.model.DoesNotExist
        return self.model.from_db(self.db, _MEMBER, found)

    def get_by_natural_key(self, username: str | None) -> "Member":
        """The member who signs in with this address; raises `Member.DoesNotExist`."""
        return self.get(email=(username or "").strip().lower())


class Member(AbstractBaseUser):
    """A person who signs in at the desk. What they may do is in `Right`; nobody is staff or superuser."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    last_login = None  # when somebody was last here is nobody's business

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [
            # Sign-in knows no organisation yet, so an address is one member's on the whole server.
            models.UniqueConstraint(fields=["email"], name="member_email"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="member_email_lower_case"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "name"], name="member_by_name")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do (design §2). Only administrators hold no key."""

    HANDLER = "handler", _("Handler")
    COORDINATOR = "coordinator", _("Coordinator")
    ADMINISTRATOR = "administrator", _("Administrator")
    OVERSEER = "overseer", _("Overseer")
    INDEPENDENT = "independent", _("Independent")  # of a handler: stands outside the hierarchy


class Right(models.Model):
    """A role that a member holds, in one channel or (no channel) in all of them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False, related_name="rights")
    role = models.CharField(max_length=16, choices=Role)
    channel_id = models.UUIDField(null=True, blank=True)

    organisation_id: UUID
    member_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "member", "role", "channel_id"],
                name="right_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Card(models.Model):
    """The public half of a key holder's keys, self-signed (protocol §2). Its bytes never change."""

    class Kind(models.TextChoices):
        """Whose card: a member's, or a printed recovery sheet's."""

        MEMBER = "member"
        RECOVERY = "recovery"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    fingerprint = models.BinaryField(max_length=32)
    holder_id = models.UUIDField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, db_index=False, related_name="cards")
    kind = models.CharField(max_length=8, choices=Kind)
    recipient = models.BinaryField(max_length=1216)
    signing_key = models.BinaryField(max_length=32)
    encoded = models.BinaryField(max_length=1345)
    created_on = models.DateField()
    introduced_in = models.PositiveIntegerField(null=True)  # the first entry that names it; until then not public

    organisation_id: UUID
    member_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "fingerprint"], name="card_fingerprint"),
            models.CheckConstraint(
                condition=models.Q(kind="member", member__isnull=False)
                | models.Q(kind="recovery", member__isnull=True),
                name="card_kind_and_member",
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.fingerprint).hex()


class KeyFile(models.Model):
    """A member's identity as an age file under their passphrase, which the server never sees (design §5).

    `kit_proven`: their browser said that the recovery kit was opened once. Before that the key does not count.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="key_files")
    card = models.ForeignKey(Card, on_delete=models.PROTECT, db_index=False, related_name="+")
    sealed = models.BinaryField(max_length=4096)
    kit_proven = models.BooleanField(default=False)

    organisation_id: UUID
    member_id: UUID
    card_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "member"], name="key_file_of_member"),
        ]

    def __str__(self) -> str:
        return str(self.member_id)


class KeyWrap(models.Model):
    """A member's identity under what one of their passkeys puts out in the browser (protocol §1); goes with either."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False, related_name="+")
    key_file = models.ForeignKey(KeyFile, on_delete=models.CASCADE, db_index=False, related_name="wraps")
    passkey = models.ForeignKey("mfa.Authenticator", on_delete=models.CASCADE, db_index=False, related_name="+")
    credential = models.BinaryField(max_length=1023)
    sealed = models.BinaryField(max_length=65)

    organisation_id: UUID
    member_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "member", "credential"], name="key_wrap_of_passkey"),
        ]

    def __str__(self) -> str:
        return str(self.member_id)


class DirectoryEntry(models.Model):
    """One signed entry of the organisation's chain of keys (protocol §2). Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    sequence = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)
    encoded = models.BinaryField()

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="directory_sequence"),
            models.UniqueConstraint(fields=["organisation", "hash"], name="directory_hash"),
        ]

    def __str__(self) -> str:
        return bytes(self.hash).hex()


class OpenSession(models.Model):
    """A browser in which a member is signed in now, for that member alone: no address, no browser's name.

    Both times are cut to the hour. The row goes with the session.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False, related_name="+")
    session_key = models.CharField(max_length=40)
    began = models.DateTimeField()
    seen = models.DateTimeField()

    organisation_id: UUID
    member_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "member", "session_key"], name="open_session_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Attempts(models.Model):
    """Attempts at signing in that still count (`attempts.py`), of no organisation: asked for before there is one.

    `name`: an HMAC of what is counted. `sealed`: the times, for this server alone. `until`: rounded up.
    """

    name = models.BinaryField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.name).hex()
