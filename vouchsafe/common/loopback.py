"""Requests to names under `.localhost`, which go to this machine whatever a resolver says."""

import httpx


class LoopbackTransport(httpx.HTTPTransport):
    """Takes every name under `.localhost` to loopback (RFC 6761 §6.3), which Python's resolver often does not."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, its Host header untouched."""
        if request.url.host.endswith(".localhost"):
            request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)
