"""What the addresses of looks answer."""
