"""The ASGI front: slow clients cost no thread.

A request's body is read whole in the event loop, bounded in size, time and memory; then Django's WSGI handler
answers it in a small pool of threads. A download streams from the event loop. Uploads (tus) never reach Django at all.
"""
