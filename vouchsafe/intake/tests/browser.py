"""What a browser without script does with a page: it finds the forms, and sends what stands in one of them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"input", "link", "meta", "br", "img", "path", "rect"})
Attributes = dict[str, str]


@dataclass
class Control:
    """A control that would be sent, or could be."""

    tag: str
    attributes: Attributes
    value: str = ""
    is_on: bool = True


@dataclass
class FilledForm:
    """A form with what stands in it."""

    attributes: Attributes
    controls: list[Control] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """Everything that would be sent, but for the button and the files."""
        sent: dict[str, list[str]] = {}
        for one in self.controls:
            if one.tag != "button" and one.attributes.get("type") != "file" and one.is_on:
                sent.setdefault(one.attributes["name"], []).append(one.value.replace("\n", "\r\n"))
        return sent

    def buttons(self) -> list[tuple[str, str]]:
        """Name and value of each button, in the page's order."""
        return [(one.attributes["name"], one.attributes["value"]) for one in self.controls if one.tag == "button"]

    def pickers(self) -> list[str]:
        """The names of the controls that take files."""
        return [one.attributes["name"] for one in self.controls if one.attributes.get("type") == "file"]


class Page(HTMLParser):
    """A page as a browser reads it: its forms, its errors, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[FilledForm] = []
        self.texts: dict[str, str] = {}
        self.summary: list[tuple[str, str]] = []
        self._open: list[tuple[str, Attributes]] = []
        self._last = Control("", {})
        self.feed(html.replace("\r\n", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, given))
        if "id" in given:
            assert given["id"] not in self.texts, f"two elements have the id {given['id']}"
            self.texts[given["id"]] = ""
        if tag == "form":
            self.forms.append(FilledForm(given))
        elif tag in {"input", "textarea", "select", "button"} and "name" in given:
            chosen = "checked" in given or given.get("type") not in {"radio", "checkbox"}
            self._last = Control(tag, given, given.get("value", ""), chosen)
            self._owner(given).controls.append(self._last)
        elif tag == "option":
            control = self._last
            if "selected" in given or not control.value:
                control.value = given["value"]
        elif tag == "a" and self._is_in("errors"):
            self.summary.append((given["href"].removeprefix("#"), ""))

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()
        if tag == "textarea":
            self._last.value = self._last.value.removeprefix("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself, within an SVG."""
        if tag not in VOID:
            return
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Text."""
        for _tag, given in self._open:
            if "id" in given:
                self.texts[given["id"]] += data
        if self._open and self._open[-1][0] == "textarea":
            self._last.value += data
        if self.summary and self._open and self._open[-1][0] == "a" and self._is_in("errors"):
            place, text = self.summary[-1]
            self.summary[-1] = (place, text + data)

    def form(self, button: str) -> FilledForm:
        """The form that has a button with this value."""
        return next(form for form in self.forms if button in [value for _name, value in form.buttons()])

    def _owner(self, given: Attributes) -> FilledForm:
        """The form that a control belongs to: the one that it names, or the one that it stands in."""
        named = given.get("form")
        return self.forms[-1] if named is None else next(one for one in self.forms if one.attributes.get("id") == named)

    def _is_in(self, group: str) -> bool:
        return any(group in given.get("class", "").split() for _tag, given in self._open)
