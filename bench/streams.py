"""A large attachment up and down, beside what the disk alone does; and many slow uploads beside a submission.

    python -m bench.streams [--mib 1024] [--turns 5] [--slow 200] [--each 200]

The file is sealed before, sent in one request (tus), taken by a report, and fetched at the desk whole and in ranges of
8 MiB, as a browser does. The disk's own pace is `dd` of as many zeros with `conv=fsync`, in the same folder and in
turns with uploads. The slow uploads send a few bytes each second; submissions are measured without them and beside
them (`--slow 0` leaves both out).
"""

import argparse
import itertools
import os
import selectors
import shutil
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench.drive import Errand, Watched, measured, request
from bench.figures import keep, show
from bench.many import signed_in
from bench.station import Station, memory_of, running_station, seconds_of
from bench.submission import API, Pile

if TYPE_CHECKING:
    from vouchsafe.vault.report import ReportSealer

MIB = 2**20
RANGE = 8 * MIB


def begun(pile: Pile, station: Station, length: int) -> tuple[str, str]:
    """An upload of so many bytes, paid for: the blob's id, and the path that its bytes go to."""
    from vouchsafe.intake import proofs
    from vouchsafe.intake.terminal.proof import solve

    challenge = proofs.challenge_upload(pile.organisation, pile.channel.id, length)
    blob = challenge["parameters"]["data"]["thing"]
    asked = request(
        "POST",
        pile.host,
        f"{API}/uploads",
        Upload_Length=str(length),
        Tus_Resumable="1.0.0",
        Vouchsafe_Proof=solve(challenge),
    )
    with socket.create_connection(("127.0.0.1", station.port)) as wire:
        head, _rest = answered(wire, asked)
    location = next(line[10:] for line in head.split("\r\n") if line.lower().startswith("location: "))
    return str(blob), location[location.index("/uploads/") :]


def answered(wire: socket.socket, asked: bytes = b"") -> tuple[str, bytes]:
    """Head of the answer, and what came of its body with it. Raises AssertionError unless it is of the 200s."""
    wire.sendall(asked)
    got = b""
    while b"\r\n\r\n" not in got:
        part = wire.recv(65_536)
        assert part, got
        got += part
    head, _blank, rest = got.partition(b"\r\n\r\n")
    assert head[9:10] == b"2", got[:500]
    return head.decode("latin-1"), rest


def patch(host: str, path: str, length: int) -> bytes:
    """The head of a request that sends so many bytes of an upload."""
    lines = [f"PATCH {path} HTTP/1.1", f"Host: {host}", "Tus-Resumable: 1.0.0", "Upload-Offset: 0"]
    lines += ["Content-Type: application/offset+octet-stream", f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode()


def disk(folder: Path, mib: int) -> float:
    """MiB per second of a synced dd."""
    target = folder / "dd"
    began = time.perf_counter()
    command = [str(shutil.which("dd")), "if=/dev/zero", f"of={target}", "bs=1M", f"count={mib}", "conv=fsync"]
    subprocess.run(command, check=True, capture_output=True)
    took = time.perf_counter() - began
    target.unlink()
    return mib / took


def sealed_for(station: Station, sealer: "ReportSealer", blob: str, mib: int) -> Path:
    """A file of so many MiB, sealed and durable: nothing of it is on its way to the disk while others are measured."""
    from vouchsafe.vault.attachments import AttachedFile

    sealed, empty = station.folder / "sealed", station.folder / "empty"
    with empty.open("wb") as made:
        made.truncate(mib * MIB)
    with sealed.open("wb") as sink, empty.open("rb") as source:
        file = AttachedFile(source, mib * MIB, "film.bin", "application/octet-stream")
        sealer.seal_attachment(file, sink, blob=UUID(blob))
        sink.flush()
        os.fsync(sink.fileno())
    return sealed


def sent(station: Station, pile: Pile, path: str, sealed: Path) -> dict[str, float]:
    """Send a whole upload in one request; figures."""
    assert station.server is not None
    server, length = station.server, sealed.stat().st_size
    with sealed.open("rb") as content, Watched(lambda: memory_of(server)) as memory:
        computed, began = seconds_of(server), time.perf_counter()
        with socket.create_connection(("127.0.0.1", station.port)) as wire:
            wire.sendall(patch(pile.host, path, length))
            wire.sendfile(content)
            answered(wire)
        took, computed = time.perf_counter() - began, seconds_of(server) - computed
    return {
        "upload, MiB per second": length / MIB / took,
        "upload, server CPU seconds per GiB": computed * 1024 * MIB / length,
        "upload, memory at first, MiB": memory[0] / MIB,
        "upload, memory at most, MiB": max(memory) / MIB,
    }


def up(station: Station, pile: Pile, mib: int, turns: int) -> tuple[dict[str, float], str]:
    """Disk and upload in turns, then the report that names the last upload; medians, and where the desk finds its blob.

    What was sent is taken back, all but the last, so that each turn finds the same room in memory and on the disk; the
    first turn is not counted.
    """
    from vouchsafe.common import clock
    from vouchsafe.intake import proofs
    from vouchsafe.intake.terminal.proof import solve
    from vouchsafe.vault import padding
    from vouchsafe.vault.receipt import Receipt
    from vouchsafe.vault.report import ReportSealer

    length = padding.blob_sealed_size(mib * MIB)
    blob, path = begun(pile, station, length)
    sealer = ReportSealer(Receipt.generate(), pile.directory, pile.channel.id, pile.questionnaire)
    sealed = sealed_for(station, sealer, blob, mib)
    paces, uploads = [], []
    for turn in range(turns + 1):
        paces.append(disk(station.folder, mib))
        goes_to = path if turn == turns else begun(pile, station, length)[1]
        uploads.append(sent(station, pile, goes_to, sealed))
        if goes_to != path:
            with socket.create_connection(("127.0.0.1", station.port)) as wire:
                answered(wire, request("DELETE", pile.host, goes_to, Tus_Resumable="1.0.0"))
    sealed.unlink()
    bundle = sealer.finish({"headline": "A film", "what-happened": "See there."}, "A film", clock.today())
    proof = solve(proofs.challenge_report(pile.organisation, pile.channel.id, bundle.case_id))
    headers = {"Content_Type": "application/json", "Vouchsafe_Proof": proof}
    with socket.create_connection(("127.0.0.1", station.port)) as wire:
        answered(wire, request("PUT", pile.host, f"{API}/cases/{bundle.case_id}", bundle.to_json(), **headers))
    pace = statistics.median(paces[1:])
    figures = {"dd, MiB per second": pace, "dd, least": min(paces[1:]), "dd, most": max(paces[1:])}
    figures |= {name: statistics.median(each[name] for each in uploads[1:]) for name in uploads[0]}
    figures["upload, memory at most, MiB"] = max(each["upload, memory at most, MiB"] for each in uploads)
    figures["upload, of dd, %"] = 100 * figures["upload, MiB per second"] / pace
    return figures, f"/api/v1/cases/{bundle.case_id}/blobs/{blob}"


def down(station: Station, address: str, cookie: str, range_size: int | None) -> dict[str, float]:
    """Fetch it, whole or range by range."""
    assert station.server is not None
    server, host, computed = station.server, f"desk.localhost:{station.port}", seconds_of(station.server)
    what = "download, whole" if range_size is None else f"download, ranges of {range_size // MIB} MiB"
    got, total, began = 0, 1, time.perf_counter()
    buffer = bytearray(MIB)
    with Watched(lambda: memory_of(server)) as memory, socket.create_connection(("127.0.0.1", station.port)) as wire:
        while got < total:
            wanted = {} if range_size is None else {"Range": f"bytes={got}-{got + range_size - 1}"}
            head, rest = answered(wire, request("GET", host, address, b"", Cookie=cookie, **wanted))
            lower = {line.split(":")[0].lower(): line for line in head.split("\r\n")[1:]}
            length = int(lower["content-length"].split(":")[1])
            total = int(lower["content-range"].rpartition("/")[2]) if wanted else length
            left = length - len(rest)
            while left:
                left -= wire.recv_into(buffer, min(left, MIB))
            got += length
    took = time.perf_counter() - began
    return {
        f"{what}, MiB per second": total / MIB / took,
        f"{what}, server CPU seconds per GiB": (seconds_of(server) - computed) * 1024 * MIB / total,
        f"{what}, memory at most, MiB": max(memory) / MIB,
    }


@contextmanager
def slow_uploads(station: Station, pile: Pile, count: int) -> Iterator[None]:
    """So many uploads at once, each of a few bytes a second."""
    from vouchsafe.vault import padding

    length = padding.blob_sealed_size(MIB)
    wires = []
    for _each in range(count):
        _blob, path = begun(pile, station, length)
        wire = socket.create_connection(("127.0.0.1", station.port))
        wire.sendall(patch(pile.host, path, length))
        wires.append(wire)
    ended = threading.Event()

    def trickle() -> None:
        for wire in itertools.cycle(wires):  # each once a second, none at the same moment as another
            if ended.wait(1 / count):
                return
            wire.sendall(bytes(64))

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield
        chooser = selectors.DefaultSelector()
        for wire in wires:
            chooser.register(wire, selectors.EVENT_READ)
        assert not chooser.select(0), "the server ended a slow upload"
    finally:
        ended.set()
        thread.join()
        for wire in wires:
            wire.close()


def beside(station: Station, pile: Pile, slow: int, each: int, rounds: int = 4) -> dict[str, float]:
    """Submissions without slow uploads and beside them, in turns: what else the machine does comes to both."""

    def submitted() -> dict[str, float]:
        errands: list[Errand] = pile.submissions(each)
        return measured(station, iter(errands), 4)

    alone, among = [submitted()], []
    for _round in range(rounds):
        with slow_uploads(station, pile, slow):
            among.append(submitted())
        alone.append(submitted())
    figures = {}
    for column in ("p50, ms", "p99, ms", "application, CPU ms"):
        figures[f"submission alone, {column}"] = statistics.median(each[column] for each in alone)
        figures[f"submission beside {slow} slow uploads, {column}"] = statistics.median(each[column] for each in among)
    calm, slowed = (statistics.median(each["p50, ms"] for each in found) for found in (alone, among))
    return figures | {"slower by, %": 100 * (slowed / calm - 1)}


def run(station: Station, mib: int, turns: int, slow: int, each: int) -> dict[str, Any]:
    """Every figure."""
    pile = Pile(f"report.localhost:{station.port}")
    cookie, _hana = signed_in(pile.organisation)
    with station.served():
        measured(station, iter(pile.submissions(20)), 4)
        found, address = up(station, pile, mib, turns)
        for range_size in (None, RANGE):
            found |= down(station, address, cookie, range_size)
        return {"MiB": mib, **found, **(beside(station, pile, slow, each) if slow else {})}


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--slow", type=int, default=200)
    parser.add_argument("--each", type=int, default=200)
    asked = parser.parse_args()
    with running_station() as station:
        found = run(station, asked.mib, asked.turns, asked.slow, asked.each)
    show("A large attachment, and slow ones", list(found.items()))
    keep("streams", found)


if __name__ == "__main__":
    main()
