"""A whole cluster on one machine: each of its machines is a network namespace of its own (ip-netns(8))."""
