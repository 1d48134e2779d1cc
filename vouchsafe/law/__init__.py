"""Country packs (data) and the arithmetic of legal clocks: pure Python, no Django, no database.

This version has the arithmetic of a reporter's clock (`clocks`); its numbers and their source are in each channel's
definition. A pack will name a statute, the deadlines it sets (acknowledge, give feedback, keep, erase) and the source
of each.
"""
