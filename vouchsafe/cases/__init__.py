"""The sealed store: cases, their keys, items and blobs, the workflow, and the desk that reads them."""
