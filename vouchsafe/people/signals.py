"""What others hang on to acts of this domain, in the same transaction: nothing below knows who they are."""

from typing import Final

from django.dispatch import Signal

rights_changed: Final = Signal()
"""`member` lost or gained rights, or left. Sent in the transaction of the act; what a receiver raises undoes it."""
