"""What the report door's addresses answer, one module per noun."""
