"""What answers at the addresses of people."""
