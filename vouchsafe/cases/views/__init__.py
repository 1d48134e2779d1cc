"""What the desk's addresses answer, one module per noun."""
