"""`python -m vouchsafe` is the command `vouchsafe`."""

from vouchsafe.cli import main

main()
