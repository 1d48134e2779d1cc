"""The age v1 file format (C2SP age): read whole, streamed or byte by byte; written for the recipients that we use.

`header` and `payload` are the two halves of a file, `armor` its text form, `file` puts them together;
`x25519` and `scrypt` are its classic recipients, `vouchsafe.vault.hybrid` the post-quantum one.
"""
