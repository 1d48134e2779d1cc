"""What runs the server rather than serves with it: backups, the doctor, the monitor, what a reverse proxy keeps."""
