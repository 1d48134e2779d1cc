"""The ledger of acknowledged reports: who files steadily, what was answered 201, and whether all of it is there.

A report is filed as a reporter's own program does it: sealed, paid for, and sent again, the same bytes under the same
id, until it is answered 201. Every fourth carries a file. What was answered 201 enters the ledger, and must be there
afterwards: once, whole, with its file, and openable by its receipt. What was not answered may be there, but whole.
"""

import http.client
import io
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from bench.reporter import API, JSON, Reporter
from deploy.local.cluster import Cluster
from e2e.wire import Answer, ask
from vouchsafe.common import clock
from vouchsafe.intake.terminal.proof import HEADER, solve
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Bundle, ReportSealer

WRITERS = 3
PAUSE = 1.0
AGAIN = 0.5
PATIENCE = 240.0
FILE = b"Friday: 40 crates out, 12 in the book. " * 2000
FILES_EVERY = 4
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True)
class Entry:
    """A report that was begun: what was sent. `sealed` are the bytes of its file's blob, where it has one."""

    receipt: Receipt
    bundle: Bundle
    case_key: bytes
    sealed: bytes


class Refused(Exception):
    """A request that was not answered as it should have been."""


@dataclass
class Ledger:
    """Reports filed at a steady, slow rate while something happens; times are of `time.monotonic()`."""

    cluster: Cluster
    begun: list[Entry] = field(default_factory=list)
    acknowledged: dict[UUID, float] = field(default_factory=dict)
    failures: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.town = self.cluster.town()
        self._reporter = Reporter(self.town)
        self._ended = threading.Event()
        self._number = itertools.count()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Reports are filed for as long as the `with` block lasts; each that was begun is finished."""
        self._ended.clear()
        writers = [threading.Thread(target=self._write, daemon=True) for _each in range(WRITERS)]
        for writer in writers:
            writer.start()
            time.sleep(PAUSE / WRITERS)
        try:
            yield
        finally:
            self._ended.set()
        for writer in writers:
            writer.join()

    def writes_again(self, since: float) -> bool:
        """Whether a report that was sent after that moment was answered 201."""
        return any(at > since for at in list(self.acknowledged.values()))

    def longest_silence(self, since: float) -> float:
        """Seconds without any 201 at most, from the last one before that moment on."""
        moments = sorted(self.acknowledged.values())
        before = [at for at in moments if at <= since][-1:] or [since]
        later = [*before, *(at for at in moments if at > since)]
        return max((b - a for a, b in itertools.pairwise(later)), default=0.0)

    def reasons(self, since: float) -> dict[str, int]:
        """Why requests had to be sent again after that moment, and how often."""
        return dict(Counter(reason for at, reason in self.failures if at > since))

    def _write(self) -> None:
        while not self._ended.is_set():
            self._file(next(self._number))
            self._ended.wait(PAUSE)

    def _file(self, number: int) -> None:
        reporter, receipt = self._reporter, Receipt.generate()
        sealer = ReportSealer(receipt, reporter.directory, reporter.channel.id, reporter.channel.questionnaire)
        sealed = self._attach(sealer) if number % FILES_EVERY == 0 else b""
        category, title = reporter.channel.definition["categories"][0]["id"], f"Report {number}"
        answers = {"category": category, "headline": title, "what-happened": f"This is what happened: {title}."}
        bundle = sealer.finish(answers, title, clock.today())
        self.begun.append(Entry(receipt, bundle, sealer.case_key, sealed))
        paid = self._paid("report", {"channel": str(reporter.channel.id), "case": str(bundle.case_id)})
        self.until(201, "PUT", f"{API}/cases/{bundle.case_id}", bundle.to_json(), {**JSON, HEADER: paid})
        self.acknowledged[bundle.case_id] = time.monotonic()

    def _attach(self, sealer: ReportSealer) -> bytes:
        """Upload a file, going on where it stands until all of it is there; gives its sealed bytes."""
        length, channel = blob_sealed_size(len(FILE)), str(self._reporter.channel.id)
        paid = self._paid("upload", {"channel": channel, "length": length})
        headers = {**TUS, "Upload-Length": str(length), HEADER: paid}
        created = json.loads(self.until(201, "POST", f"{API}/uploads", None, headers).body)
        sink = io.BytesIO()
        file = AttachedFile(io.BytesIO(FILE), len(FILE), "ledger.txt", "text/plain")
        sealer.seal_attachment(file, sink, blob=UUID(created["blob"]))
        sealed, stands_at = sink.getvalue(), 0
        while stands_at < length:
            headers = {**TUS, "Upload-Offset": str(stands_at), "Content-Type": "application/offset+octet-stream"}
            try:
                answer = self._asked(204, "PATCH", created["location"], sealed[stands_at:], headers)
            except Refused:
                time.sleep(AGAIN)
                answer = self.until(200, "HEAD", created["location"], None, TUS)
            stands_at = int(answer.header("upload-offset"))
        return sealed

    def _paid(self, errand: str, wanted: dict[str, object]) -> str:
        body = json.dumps(wanted).encode()
        return solve(json.loads(self.until(201, "POST", f"{API}/challenges/{errand}", body, JSON).body))

    def until(self, status: int, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Ask until the answer is the wanted one, as a reporter's program does. Raises Refused in the end."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self._asked(status, method, path, body, headers)
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(AGAIN)

    def _asked(self, status: int, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Ask once. Raises Refused, and keeps why, for any answer but the wanted one."""
        try:
            answer = ask(self.town, "report", path, method=method, body=body, headers=headers)
        except (OSError, http.client.HTTPException) as error:
            reason = f"{method} {type(error).__name__}"
        else:
            if answer.status == status:
                return answer
            reason = f"{method} {answer.status}"
        self.failures.append((time.monotonic(), reason))
        raise Refused(reason)
