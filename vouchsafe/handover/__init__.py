"""Handing a case over: to whom it may go, what two people agreed to, and the way of the sealed bundle there."""
