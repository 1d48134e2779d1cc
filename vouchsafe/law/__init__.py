"""Country packs (data) and the arithmetic of legal clocks: pure Python, no Django, no database.

Empty in this version. A pack names a statute, the deadlines it sets (acknowledge, give feedback, keep,
erase) and the source of each; the arithmetic turns a date of receipt into dates due. Until a pack exists
no deadline is shown anywhere, so that none is shown wrongly.
"""
