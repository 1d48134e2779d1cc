"""Reporting from a terminal: sealed on the reporter's own machine, with no Django and no server's help."""
