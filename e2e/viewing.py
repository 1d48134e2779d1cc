"""A handler who looks at files, and a reporter who sends many."""

from pathlib import Path

from playwright.sync_api import Frame, Locator, expect

from e2e.cast import SLOW, Member, Report, Reporter


class Viewer(Member):
    """A handler at the files of a case."""

    @property
    def dialog(self) -> Locator:
        """What lies over the case's page."""
        return self.page.locator("dialog.viewer")

    @property
    def content(self) -> Frame:
        """Inside of the sandbox."""
        handle = self.page.locator("iframe.viewer__frame").element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        return frame

    def view(self, name: str) -> None:
        """Open a file from the conversation."""
        self.thread.get_by_role("button", name=f"View {name}", exact=True).click()
        expect(self.dialog.get_by_role("heading", level=2)).to_have_text(name)

    def press(self, key: str, name: str) -> None:
        """Go on to another file by a key."""
        self.page.keyboard.press(key)
        expect(self.dialog.get_by_role("heading", level=2)).to_have_text(name)

    @property
    def why_not(self) -> Locator:
        """What the viewer says of a file that it does not show."""
        return self.dialog.get_by_role("alert")


def report_with(rana: Reporter, headline: str, files: list[Path]) -> str:
    """Rana reports, with these files."""
    rana.open_form()
    rana.fill_in(Report(headline, "See the files.", "Store 4"))
    rana.page.locator("#field-attachment").set_input_files([str(file) for file in files])
    for file in files:
        line = rana.page.locator("[data-files] > li", has_text=file.name)
        expect(line.locator("[role=status]")).to_contain_text("Sealed and uploaded", timeout=SLOW)
    rana.check()
    return rana.send()
