"""What the organisation publishes: its channels and, later, its figures."""
