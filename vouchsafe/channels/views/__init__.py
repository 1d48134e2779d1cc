"""What the addresses of channels answer, one module per noun."""
