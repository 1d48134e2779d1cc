"""Law packs (data) and the arithmetic of legal clocks: pure Python, no Django, no database.

`packs` reads what each statute asks, with its words, its article and whether they were read there; `clocks` says what
is due in a case, and by when. docs/law.md tells both to people.
"""
