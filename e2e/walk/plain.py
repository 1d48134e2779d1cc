"""The pages that are the same for everybody: the public door's, and those of the report door that ask nothing."""

from collections.abc import Iterator

from e2e.walk.stops import Stop, Walk

CHANNEL = "meridian/integrity/"


def public_door(walk: Walk) -> Iterator[Stop]:
    """What the organisation publishes."""
    page = walk.person().new_page()
    page.goto(walk.town.url("public"))
    yield Stop("public-languages", page)
    for name, path in (
        ("public-organisations", ""),
        ("public", "meridian/"),
        ("public-outcomes", "meridian/outcomes/"),
        ("public-nothing", "meridian/nothing-here/"),
    ):
        page.goto(walk.url("public", path))
        yield Stop(name, page)


def report_door(walk: Walk) -> Iterator[Stop]:
    """From the choice of a language to the channel, and what it says of itself."""
    page = walk.person().new_page()
    page.goto(walk.town.url("report"))
    yield Stop("report-languages", page)
    for name, path in (
        ("report-organisations", ""),
        ("report-organisation", "meridian/"),
        ("channel", CHANNEL),
        ("channel-privacy", f"{CHANNEL}privacy/"),
        ("channel-imprint", f"{CHANNEL}imprint/"),
        ("channel-trial", f"{CHANNEL}test/"),
        ("advice", "meridian/advice/"),
        ("accessibility", "meridian/accessibility/"),
        ("report-nothing", "meridian/nothing-here/"),
    ):
        page.goto(walk.url("report", path))
        if name == "advice":
            for fold in page.locator("main details:not([open]) > summary").all()[:2]:
                fold.click()
        yield Stop(name, page)
    quiet = walk.person(java_script_enabled=False).new_page()
    for name, path in (("report-no-script", f"{CHANNEL}report/"), ("return-no-script", "meridian/return/")):
        quiet.goto(walk.url("report", path))
        yield Stop(name, quiet)
