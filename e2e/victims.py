"""Those whom a cheating server would deceive, and what they are shown: at the desk, in the mailbox, at a terminal."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import BrowserContext, Request

from e2e.cast import Member, Reporter
from e2e.cheats import API, Filed, Operator
from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.wire import Answer, ask

MAILBOX = "/en/meridian/return/"
ANSWER, NOTE = "Answer the reporter", "Internal note"
ALL, ANSWERS, NOTHING = frozenset({ANSWER, NOTE}), frozenset({ANSWER}), frozenset[str]()
NOT_VERIFIED = "This case could not be verified, so nothing is sealed to it."


@dataclass(frozen=True)
class Seen:
    """What somebody was shown of a case: codes of warnings, reasons of what is unreadable, and the rest as text."""

    findings: frozenset[str]
    unreadable: list[str]
    text: str
    may_write: frozenset[str]


class Watch:
    """Every request of one browser profile, its workers' too, since it was last reset."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[Request] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    @property
    def asked(self) -> list[str]:
        """Method and path of each."""
        return [f"{request.method} /{request.url.split('/', 3)[3]}" for request in self.requests]

    @property
    def sent(self) -> list[str]:
        """Those that hand something to the server. To show a receipt's token is to ask."""
        reading = (f"POST {API}/mailbox",)
        return [asked for asked in self.asked if not asked.startswith(("GET ", "HEAD ")) and asked not in reading]


class Terminal:
    """`vouchsafe report` or `vouchsafe thread` as a program of its own, already running."""

    def __init__(self, town: Town, command: str, path: str, *arguments: str, stdin: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vouchsafe", command, town.url("report", path), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "COLUMNS": "400", "LANGUAGE": "en", "PYTHONUTF8": "1"},
        )
        assert self.process.stdin is not None
        self.process.stdin.write(stdin)
        self.process.stdin.flush()

    def result(self) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


class Victims:
    """Hana at the desk, who was there before; the reporter in a browser of their own; the reporter at a terminal."""

    def __init__(self, operator: Operator, hana: Member, new_person: NewPerson) -> None:
        self.operator = operator
        self.town = operator.town
        self.hana = hana
        self.at_desk = Watch(hana.page.context)
        self.new_person = new_person

    def desk(self, filed: Filed) -> Seen:
        """The case as Hana is shown it."""
        return self.desk_at(filed.case)

    def desk_at(self, case: UUID) -> Seen:
        """The case of this id as Hana is shown it."""
        self.hana.look_at(case)
        may = frozenset(tab for tab in (NOTE, ANSWER) if self.hana.may(tab))
        text = self.hana.page.locator("desk-case").inner_text()
        return Seen(frozenset(self.hana.findings), self.hana.unreadable, text, may)

    def mailbox(self, filed: Filed) -> Seen:
        """The case as the reporter is shown it in a browser that never saw it."""
        return mail_seen(self.come_back(filed)[0])

    def come_back(self, filed: Filed) -> tuple[Reporter, Watch]:
        """The reporter, come back with the receipt."""
        context = self.new_person()
        watch, reporter = Watch(context), Reporter(self.town, context)
        reporter.come_back(filed.receipt.text)
        assert f"POST {API}/mailbox" in watch.asked
        assert watch.sent == []
        return reporter, watch

    def terminal(self, filed: Filed, text: str = "", *arguments: str) -> Seen:
        """The case as `vouchsafe thread` shows it; with a text, whether it can be sent."""
        running = Terminal(self.town, "thread", MAILBOX, *arguments, stdin=f"{filed.receipt.text}\n{text}\n")
        return thread_seen(running, text)

    def everyone(self, filed: Filed, text: str = "I write again.") -> Sequence[Seen]:
        """What all three are shown; the terminal tries to send `text`, if any. Nothing must get anywhere."""
        running = Terminal(self.town, "thread", MAILBOX, stdin=f"{filed.receipt.text}\n{text}\n")
        return self.desk(filed), self.mailbox(filed), thread_seen(running, text)

    @contextmanager
    def nothing_sealed(self) -> Iterator[None]:
        """Meanwhile Hana's browser hands nothing to the server, and nothing new is stored by anybody."""
        before = self.operator.holdings()
        self.at_desk.requests.clear()
        yield
        assert self.at_desk.sent == []
        assert self.operator.holdings() == before


def mail_seen(reporter: Reporter) -> Seen:
    """What the reporter's mailbox shows."""
    reasons = [code.split(" · ")[1] for code in reporter.unreadable]
    may = ANSWERS if reporter.may_write else NOTHING
    return Seen(frozenset(reporter.findings), reasons, reporter.step("case").inner_text(), may)


def thread_seen(running: Terminal, text: str) -> Seen:
    """What `vouchsafe thread` printed. Whoever cannot write is told why, and the program fails."""
    status, out, err = running.result()
    findings = re.findall(r"Something does not fit \(([\w-]+)\)", out)
    reasons = re.findall(r"This could not be verified \(([\w/-]+)\)", out)
    sent = "Sent." in err
    assert (status == 0) == (sent or text == ""), (status, err)
    assert status == 0 or NOT_VERIFIED in err, err
    return Seen(frozenset(findings), reasons, out, ANSWERS if sent else NOTHING)


def answer_to(town: Town, request: Request) -> Answer:
    """What the true server answers to a browser's request."""
    door, path = urlsplit(request.url).netloc.split(".")[0], urlsplit(request.url).path
    headers = {name: value for name, value in request.all_headers().items() if name in {"cookie", "content-type"}}
    return ask(town, door, path, method=request.method, body=request.post_data_buffer, headers=headers)


@contextmanager
def impostor(answer: object) -> Iterator[int]:
    """A server on a port of its own that answers whatever is posted with this JSON."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
