"""The document of a door's API (OpenAPI 3.1), made from the URL map and from what the views themselves say.

A view says which methods it answers, which shape it reads and what it gives back in the lines that do so; a second
list of that beside it would sooner or later say something else. So `source` reads the views' own code, `shapes` what
they give back, and `document` puts it together. Nothing of it is asked for while a request of the API is answered.
"""

from vouchsafe.doors.openapi.view import openapi_patterns

__all__ = ["openapi_patterns"]
