"""Makes `vectors/python/*.json`, which both sides read (protocol §12): `python -m vouchsafe.vault.make_vectors`."""
