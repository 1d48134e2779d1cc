"""A file on its way: the line drops and it goes on where it stood; it is removed and nothing of it is left."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Response, Route, expect

from e2e.cast import SLOW, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town

MIB = 1024 * 1024
STORY = Report("The pump log was rewritten", "Pages 4 to 9 are in another hand.", "Pump house")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file of several pieces."""
    path = tmp_path / "pump-log.pdf"
    path.write_bytes(b"%PDF-1.7 a page of the pump log " * 200_000)
    return path


def files_of(rana: Reporter) -> Locator:
    """The list of attached files."""
    return rana.page.locator("[data-field=attachment] [data-files]")


def on_the_server(town: Town) -> set[Path]:
    """Every upload of the town, whatever became of it."""
    return {path for path in town.data.glob("files/blobs/*/??/*") if path.is_file()}


def write(rana: Reporter) -> None:
    """To the form, with everything but the file filled in."""
    rana.open_form()
    rana.fill_in(STORY)


def test_an_upload_goes_on_where_it_stood_when_the_line_is_back(town: Town, new_person: NewPerson, scan: Path) -> None:
    """What had arrived is not sent again, nothing is paid for twice, and the report is sent with the whole file."""
    context = new_person()
    rana = Reporter(town, context)
    write(rana)
    pieces: list[int] = []
    asked: list[str] = []
    context.on("request", lambda request: asked.append(f"{request.method} {request.url.split('/')[-2]}"))

    def drop_the_third(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(int(route.request.headers["upload-offset"]))
            if len(pieces) == 3:
                context.set_offline(True)
        route.continue_()

    context.route("**/uploads/*", drop_the_third)
    rana.page.locator("#field-attachment").set_input_files(str(scan))
    expect(files_of(rana).get_by_role("button", name="Try again")).to_be_visible(timeout=SLOW)
    context.set_offline(False)
    expect(files_of(rana).get_by_role("status")).to_contain_text("Sealed and uploaded", timeout=SLOW)

    assert pieces.count(0) == 1
    assert pieces == sorted(pieces)
    assert asked.count("POST challenges") == 1
    rana.check()
    rana.send()


def is_deletion(response: Response) -> bool:
    """Whether the server says that it has forgotten an upload; while a piece is being written it says "busy" first."""
    return response.request.method == "DELETE" and response.status == 204


def taken_back(town: Town, context: BrowserContext, rana: Reporter, scan: Path, *, finished: bool) -> set[Path]:
    """Attach a file, remove it, and give what that left on the server."""
    write(rana)
    before = on_the_server(town)
    rana.page.locator("#field-attachment").set_input_files(str(scan))
    status = files_of(rana).get_by_role("status")
    expect(status).to_contain_text("Sealed and uploaded" if finished else "Sealing", timeout=SLOW)
    if not finished:
        context.wait_for_event("request", lambda request: request.method == "PATCH")
    with context.expect_event("response", is_deletion):
        files_of(rana).get_by_role("button", name="Remove").click()
    return on_the_server(town) - before


@pytest.mark.parametrize("finished", [True, False], ids=["arrived", "under-way"])
def test_a_removed_file_leaves_nothing_on_the_server(
    town: Town, new_person: NewPerson, scan: Path, *, finished: bool
) -> None:
    """Not one byte of it; and the report is sent without it."""
    context = new_person()
    rana = Reporter(town, context)

    left = taken_back(town, context, rana, scan, finished=finished)

    assert [(path.suffix, path.stat().st_size) for path in left] == [(".gone", 0)]
    rana.check()
    rana.send()
