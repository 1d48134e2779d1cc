"""What happens to reports when machines fail: drills against the cluster of `deploy.local`."""
