"""One case in one file, as it is sealed: a zip of age files and a manifest that says what they are (protocol §16)."""
