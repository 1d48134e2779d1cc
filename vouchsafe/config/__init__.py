"""Configuration: one TOML file, secrets in files or the environment, loud when missing, safe by default."""
