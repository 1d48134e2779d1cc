"""What the addresses of a hand-over answer, one module per noun."""
