"""What the Makefile uses and nobody installs."""
