"""The document of each door's API: true to the standard, to the URL map, and to what a real server answers."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import schemathesis
from allauth.mfa.models import Authenticator
from django.conf import settings as django
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from vouchsafe.cases.tests import cast
from vouchsafe.doors.tests.addresses import EXAMPLES, WORD_EXAMPLES, Address, Things, routes
from vouchsafe.doors.tests.belongings import furnish
from vouchsafe.doors.tests.test_strangers import HOSTS, _things_of
from vouchsafe.intake.tests.apart import serving

DOORS: Final = ("report", "desk")
CHECKS: Final = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES_OF_EACH: Final = 2
"""How many requests are made up for each operation and mode: what fits and what does not."""
TOKEN: Final = "a" * 32
"""Django takes any token of a form that equals the one in the cookie."""

OUR_HEADERS: Final = ("x-csrftoken", "host", "cookie")


class Asking(NamedTuple):
    """Who asks a server, and of which things."""

    address: str
    headers: dict[str, str]
    cookies: dict[str, str]
    things: Things
    wrong: set[str]
    """What was found, so that one run shows all of it."""


def document_of(door: str) -> dict[str, Any]:
    """The document as the door publishes it."""
    answer = Client().get("/api/v1/openapi.json", headers={"host": HOSTS[door]})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def written(route: str) -> str:
    """A route as the document writes it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_the_document_follows_the_standard(door: str) -> None:
    """OpenAPI 3.1, by the standard's own schema; no name of an operation stands twice."""
    document = document_of(door)
    validate(document)
    names = [found["operationId"] for path in document["paths"].values() for found in operations(path).values()]
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_every_address_of_the_api_is_in_it(door: str) -> None:
    """The URL map and the document name the same addresses, but for the uploads, which the porch answers."""
    document = document_of(door)
    api = {written(route) for route in routes(door) if route.startswith("api/v1/")}
    assert set(document["paths"]) == api | {"/uploads/{token}"}


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_what_an_address_reads_is_in_it(door: str) -> None:
    """Where the examples send something to an address, the document says what it reads, and names their fields."""
    document = document_of(door)
    for route, body in EXAMPLES[door].items():
        if not route.startswith("api/v1/") or not body:
            continue
        reads = [
            found["requestBody"]
            for found in operations(document["paths"][written(route)]).values()
            if "requestBody" in found
        ]
        assert reads, route
        shapes = [content["schema"] for each in reads for content in each["content"].values()]
        known = {name for shape in shapes for name in resolved(document, shape)["properties"]}
        assert set(body) <= known | {"bundle"}, route


@pytest.mark.django_db
def test_nobody_is_shown_another_document(desk_client: Client) -> None:
    """Signed in or out, with whatever headers: the same bytes."""
    house = cast.meridian()
    signed_out = desk_client.get("/api/v1/openapi.json").content
    desk_client.force_login(house.administrator)
    assert desk_client.get("/api/v1/openapi.json", headers={"accept-language": "de"}).content == signed_out


@pytest.mark.parametrize(("door", "who"), [("report", ""), ("desk", "lena"), ("desk", "sofia")])
def test_a_real_server_keeps_to_the_document(door: str, who: str, transactional_db: None, tmp_path: Path) -> None:
    """Requests made up by schemathesis, that fit and that do not: nothing fails, and every answer is as it says.

    Nobody, the administrator and a handler ask; half of all ask for what is there.
    """
    house = cast.meridian()
    belongings = furnish(house, house.sofia, "safety")
    things = _things_of(house, belongings)
    Authenticator.objects.all().delete()  # a passkey that no browser ever made
    member = {"": None, "lena": house.administrator}.get(who) or (house.people[who].member if who else None)
    document = document_of(door)
    with serving(tmp_path) as port:
        host = HOSTS[door].replace("8000", str(port))
        headers = {"Host": host, "X-CSRFToken": TOKEN}
        asking = Asking(f"http://127.0.0.1:{port}", headers, _cookies(member), WORD_EXAMPLES | things, set())
        schema = schemathesis.openapi.from_dict(document)
        for found in schema.exclude(path_regex="^/uploads/").get_all_operations():  # fuzz/targets/uploads.py
            assert isinstance(found, Ok), found
            operation = found.ok()
            _ask_example(asking, door, operation)
            for mode in GenerationMode:
                with suppress(Unsatisfiable):  # nothing can be sent to it, so nothing that does not fit
                    _ask_made_up(asking, operation, mode)
    assert asking.wrong == set()


def _cookies(member: Any) -> dict[str, str]:  # noqa: ANN401 - a member or nobody
    browser = Client(headers={"host": HOSTS["desk"]})
    if member is not None:
        browser.force_login(member)
    signed_in = {name: each.value for name, each in browser.cookies.items()}
    return {django.CSRF_COOKIE_NAME: TOKEN, **signed_in}


def _ask_example(asking: Asking, door: str, operation: APIOperation[Any, Any, Any, Any]) -> None:
    """The example that stands for the address elsewhere, of things that are there."""
    for route, body in EXAMPLES[door].items():
        if written(route) != operation.path:
            continue
        filled = Address(door, route, body).filled(asking.things)
        sent: dict[str, Any] = {"media_type": "application/json", "body": filled} if filled and operation.body else {}
        _check(asking, operation.Case(path_parameters=_there(asking, operation, {}), **sent))


def _ask_made_up(asking: Asking, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES_OF_EACH,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case[Any]) -> None:
        case.path_parameters = _there(asking, operation, dict(case.path_parameters))
        _check(asking, case)

    ask()


def _there(asking: Asking, operation: APIOperation[Any, Any, Any, Any], made_up: dict[str, Any]) -> dict[str, Any]:
    """The parameters of the path, in half of all cases of what is there."""
    names = [each.name for each in operation.path_parameters]
    if made_up and hash(json.dumps(made_up, default=str)) % 2:
        return made_up
    return {name: asking.things.get(name, "there") for name in names}


def _check(asking: Asking, case: Case[Any]) -> None:
    for name in OUR_HEADERS:
        case.headers.pop(name, None)
    case.cookies = {}
    answer = case.call(base_url=asking.address, headers=asking.headers, cookies=asking.cookies)
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as found:
        place = f"{case.method} {case.operation.path} → {answer.status_code}"
        asking.wrong.update(f"{place}: {each.title}: {each.message[:300]}" for each in found.exceptions)


def operations(path: dict[str, Any]) -> dict[str, Any]:
    """The operations of an address by method."""
    return {method: found for method, found in path.items() if method not in ("parameters", "description")}


def resolved(document: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """A shape, or what its reference names."""
    found: dict[str, Any] = (
        document["components"]["schemas"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    )
    return found
