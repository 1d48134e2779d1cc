"""What every domain may use: ids, the clock, typed errors, JSON over HTTP, uploads, the built client."""
