"""Reporting and coming back without script: this server seals and opens, in memory, at addresses of its own (§9).

Nothing stands between two steps but the page itself: what was typed travels in it, and no step stores anything but the
last one, which stores what it has sealed.
"""
