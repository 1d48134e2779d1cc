"""Uploads at the porch, as tus 1.0 says: resumed, bounded, ended, and nobody else's."""

import asyncio
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from pytest_django import Settings

from vouchsafe.common import clock, tus, uploads
from vouchsafe.common.s3 import S3
from vouchsafe.common.storage import Name
from vouchsafe.common.tests import laid
from vouchsafe.common.tests.configured import written_for
from vouchsafe.common.tests.object_store import bucket_in, configuration
from vouchsafe.common.uploads import Upload
from vouchsafe.porch import tus as porch_tus
from vouchsafe.porch.blocks import BLOCK, Blocks
from vouchsafe.porch.tests.conftest import serving
from vouchsafe.porch.tests.talk import REPORT, Answer, Served, eventually
from vouchsafe.porch.types import Receive


class Sealed(msgspec.Struct):
    """An upload under way."""

    organisation: UUID
    blob_id: UUID
    token: str
    length: int

    @property
    def name(self) -> Name:
        return Name(self.organisation, self.blob_id)

    @property
    def part(self) -> Path:
        return uploads.part_of(self.name)

    @property
    def content(self) -> bytes | None:
        """The whole blob, if it is there."""
        return laid.content_of(*self.name) if laid.is_there(*self.name) else None


class Kept(msgspec.Struct, frozen=True):
    """Where the server under test keeps what is whole: a bucket, or the folder."""

    s3: S3 | None = None
    secret: str = ""


@pytest.fixture(scope="module", params=["folder", "s3"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """Each test runs over a folder and over a bucket."""
    if request.param == "folder":
        yield Kept()
        return
    store = request.getfixturevalue("object_store")
    with bucket_in(store) as bucket:
        yield Kept(configuration(store, bucket), store.secret)


@pytest.fixture(scope="module")
def served(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The porch, with that storage."""
    folder = tmp_path_factory.mktemp("served")
    written = Path(os.environ["VOUCHSAFE_CONFIG"])
    path = folder / "vouchsafe.toml"
    data_dir = written.parent / "files"
    path.write_text(written_for(written.read_text("utf-8"), data_dir, kept.s3), "utf-8")
    with serving(folder, {"VOUCHSAFE_CONFIG": str(path), "S3_SECRET_KEY": kept.secret}) as server:
        yield server


@pytest.fixture
def upload(shared_data: Path, kept: Kept, settings: Settings) -> Sealed:
    """An announced upload of 3,000,000 bytes."""
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, s3=kept.s3, s3_secret=kept.secret)
    organisation = uuid4()
    made = uploads.create(organisation, 3_000_000)
    uploads.begin(made.claim)
    return Sealed(organisation, made.blob_id, made.token, 3_000_000)


def patch(server: Served, upload: Sealed, offset: int, body: bytes, host: str = REPORT) -> Answer:
    head = f"PATCH /uploads/{upload.token}\nTus-Resumable: 1.0.0\nUpload-Offset: {offset}\n"
    return server.ask(head + "Content-Type: application/offset+octet-stream", body, host=host)


def head(server: Served, upload: Sealed) -> Answer:
    return server.ask(f"HEAD /uploads/{upload.token}\nTus-Resumable: 1.0.0")


def delete(server: Served, upload: Sealed) -> Answer:
    return server.ask(f"DELETE /uploads/{upload.token}\nTus-Resumable: 1.0.0")


def test_upload_is_resumed_where_it_stands(served: Served, upload: Sealed) -> None:
    """A broken upload keeps what came; HEAD tells where it stands; the rest makes it whole, byte for byte."""
    content = os.urandom(upload.length)
    with served.connect() as connection:
        request = (
            f"PATCH /uploads/{upload.token} HTTP/1.1\r\nHost: {REPORT}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: {upload.length}\r\n\r\n"
        )
        connection.sendall(request.encode() + content[:2_000_000])
    assert eventually(lambda: int(head(served, upload).headers["upload-offset"]) > 0)  # the broken one has arrived
    assert eventually(lambda: patch(served, upload, 3_000_000, b"").status == 409)  # and has let go of the lock
    stands_at = int(head(served, upload).headers["upload-offset"])
    assert 0 < stands_at <= 2_000_000
    assert not uploads.is_whole(upload.organisation, upload.blob_id, upload.length)
    answer = patch(served, upload, stands_at, content[stands_at:])
    assert (answer.status, answer.headers["upload-offset"]) == (204, "3000000")
    assert uploads.is_whole(upload.organisation, upload.blob_id, upload.length)
    assert upload.content == content


def test_whole_upload_takes_no_more_bytes(served: Served, upload: Sealed) -> None:
    """Neither over its beginning nor after its end can a whole blob be written; HEAD still tells its length."""
    assert patch(served, upload, 0, b"a" * upload.length).status == 204
    assert patch(served, upload, 0, b"b").status == 409
    assert patch(served, upload, upload.length, b"b").status == 413
    assert upload.content == b"a" * upload.length
    assert head(served, upload).headers["upload-offset"] == str(upload.length)
    assert not upload.part.exists()


def test_upload_never_exceeds_what_was_announced(served: Served, upload: Sealed) -> None:
    """One byte too many gets 413 and the blob does not become whole."""
    assert patch(served, upload, 0, b"a" * (upload.length + 1)).status == 413
    assert upload.content is None


def test_second_writer_is_turned_away(served: Served, upload: Sealed) -> None:
    """While one request writes an upload, another gets 423."""
    with served.connect() as first:
        request = (
            f"PATCH /uploads/{upload.token} HTTP/1.1\r\nHost: {REPORT}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\nabc"
        )
        first.sendall(request.encode())
        assert eventually(lambda: patch(served, upload, 1, b"x").status == 423)


def test_file_times_tell_the_day_only(served: Served, upload: Sealed) -> None:
    """A blob's times are midnight UTC of its day, whole or not; in a bucket, from the next night on (`put_away`)."""
    midnight = clock.start_of(clock.today())
    patch(served, upload, 0, b"a" * 1000)
    assert upload.part.stat().st_mtime == midnight
    patch(served, upload, 1000, b"a" * (upload.length - 1000))
    assert {path.stat().st_mtime for path in (upload.part.parent, *upload.part.parent.iterdir())} == {midnight}


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        ("PATCH {good}\nTus-Resumable: 0.2.2\nUpload-Offset: 0", 412, "upload/version"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: text/plain", 415, "upload/content-type"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nUpload-Offset: -1\nContent-Type: {type}", 400, "upload/offset"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nUpload-Offset: 7\nContent-Type: {type}", 409, "upload/offset"),
        ("PATCH {forged}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: {type}", 404, "upload/not-found"),
        ("PATCH /uploads/../x\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: {type}", 404, "upload/not-found"),
        ("PUT {good}\nTus-Resumable: 1.0.0", 405, "upload/method"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nX-HTTP-Method-Override: PUT", 405, "upload/method"),
        ("DELETE {forged}\nTus-Resumable: 1.0.0", 404, "upload/not-found"),
    ],
)
def test_malformed_uploads_are_refused(
    served: Served, upload: Sealed, request_head: str, status: int, code: str
) -> None:
    """Each wrong request gets its own code, and nothing becomes whole."""
    good = f"/uploads/{upload.token}"
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    text = request_head.format(good=good, forged=forged[:-3] + "AAA", type="application/offset+octet-stream")
    answer = served.ask(text, b"x" if text.startswith("PATCH") else b"")
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (status, code)
    assert upload.content is None


def test_an_upload_that_was_never_begun_is_not_there(served: Served, shared_data: Path) -> None:
    """A token alone makes no file: what was not paid for does not exist."""
    made = uploads.create(uuid4(), 3_000_000)
    sealed = Sealed(made.claim.organisation, made.blob_id, made.token, 3_000_000)
    assert [head(served, sealed).status, patch(served, sealed, 0, b"a").status] == [404, 404]
    assert delete(served, sealed).status == 404
    assert not uploads.is_begun(made.claim)


def test_what_the_uploads_can_do_is_said(served: Served, upload: Sealed) -> None:
    """OPTIONS names version, extensions and largest size; each answer says with which midnight the upload ends."""
    said = served.ask(f"OPTIONS /uploads/{upload.token}")
    assert (said.status, said.headers["tus-version"]) == (204, "1.0.0")
    assert said.headers["tus-extension"] == "creation,termination,expiration"
    assert int(said.headers["tus-max-size"]) == uploads.LARGEST
    expires = parsedate_to_datetime(patch(served, upload, 0, b"a" * 10).headers["upload-expires"])
    assert expires.timestamp() == clock.start_of(clock.today() + uploads.LASTS)
    assert head(served, upload).headers["upload-expires"].endswith(" 00:00:00 GMT")


@pytest.mark.parametrize("sent", [0, 1000, 3_000_000])
def test_an_upload_that_is_taken_back_leaves_nothing(served: Served, upload: Sealed, sent: int) -> None:
    """Begun, half or whole: its bytes are gone and its address is dead; again is no error."""
    patch(served, upload, 0, b"a" * sent)
    assert [delete(served, upload).status, delete(served, upload).status] == [204, 204]
    assert [head(served, upload).status, patch(served, upload, 0, b"a").status] == [410, 410]
    assert (upload.content, upload.part.exists()) == (None, False)
    midnight = clock.start_of(clock.today())
    left = list(upload.part.parent.iterdir())
    assert {(path.suffix, path.stat().st_size) for path in left} <= {(".gone", 0)}
    assert {path.stat().st_mtime for path in (upload.part.parent, *left)} == {midnight}


def test_a_method_may_come_in_a_header(served: Served, upload: Sealed) -> None:
    """For clients that know GET and POST alone (tus 1.0, X-HTTP-Method-Override)."""
    request = f"POST /uploads/{upload.token}\nTus-Resumable: 1.0.0\nX-HTTP-Method-Override: DELETE"
    assert served.ask(request).status == 204
    assert head(served, upload).status == 410


def test_what_a_report_names_is_not_taken_back(served: Served, upload: Sealed) -> None:
    """A token outlives the sending; it is no right to remove what was sent."""
    patch(served, upload, 0, b"a" * upload.length)
    assert uploads.take(upload.organisation, upload.blob_id, upload.length)
    answer = delete(served, upload)
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (403, "upload/taken")
    assert head(served, upload).headers["upload-offset"] == str(upload.length)


def test_an_upload_under_way_is_not_taken_back(served: Served, upload: Sealed) -> None:
    """Whoever is writing is first stopped; until then it is busy."""
    with served.connect() as first:
        request = (
            f"PATCH /uploads/{upload.token} HTTP/1.1\r\nHost: {REPORT}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\nabc"
        )
        first.sendall(request.encode())
        assert eventually(lambda: patch(served, upload, 7, b"x").status == 423), "at another offset: it writes nothing"
        assert delete(served, upload).status == 423
    assert eventually(lambda: delete(served, upload).status == 204)


def test_uploads_exist_at_the_report_door_and_the_desk_only(served: Served, upload: Sealed) -> None:
    """The public door takes no uploads."""
    assert patch(served, upload, 0, b"a" * 10, host="desk.localhost").status == 204
    assert patch(served, upload, 10, b"a" * 10, host="localhost").status == 404


def test_the_address_of_an_upload_may_name_its_node(served: Served, upload: Sealed, settings: Settings) -> None:
    """So that a proxy leads all of it to the disk where it began; the node itself does not mind."""
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, node="a")
    claim = uploads.unsign(upload.token)
    location = tus.created(Upload(claim, upload.token)).headers["Location"]
    assert location == f"/uploads/a/{upload.token}"
    assert served.ask(f"HEAD {location}\nTus-Resumable: 1.0.0").headers["upload-offset"] == "0"


def coming(chunks: list[bytes]) -> Receive:
    """A body that comes in these chunks."""
    left = list(chunks)

    async def receive() -> dict[str, object]:
        chunk = left.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(left)}

    return receive


@pytest.mark.parametrize("stands_at", [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 4096])
def test_what_is_written_while_more_comes_is_what_came(tmp_path: Path, stands_at: int) -> None:
    """In chunks that fit no block, from wherever the upload stands; each byte in its place."""
    before, chunks = os.urandom(stands_at), [os.urandom(700_001) for _each in range(20)]
    (tmp_path / "part").write_bytes(before)
    with (tmp_path / "part").open("r+b") as file:
        came = asyncio.run(porch_tus._receive_into(file, stands_at, 2**30, coming(chunks)))
    assert came == stands_at + 20 * 700_001
    assert (tmp_path / "part").read_bytes() == before + b"".join(chunks)


def test_a_large_upload_takes_no_memory_from_what_the_database_keeps() -> None:
    """Its whole blocks are on the disk, and not in the page cache; the end of it, less than a block, may be."""
    with tempfile.TemporaryFile(dir=Path(__file__).parent) as file:  # on a disk: what is temporary may lie in memory
        asyncio.run(porch_tus._receive_into(file, 0, 2**30, coming([os.urandom(BLOCK) for _each in range(4)])))
        with pytest.raises(BlockingIOError):
            os.preadv(file.fileno(), [bytearray(4096)], BLOCK, os.RWF_NOWAIT)


def test_whoever_is_cancelled_leaves_a_lock_until_the_disk_is_done(tmp_path: Path) -> None:
    """A block that a thread is writing holds the file, so that nobody else writes it in the same moment."""
    path = tmp_path / "part"

    async def leave() -> bool:
        with path.open("w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            blocks = Blocks(file, 0)
            await blocks.take(bytes(BLOCK))
        return is_locked(path)

    assert asyncio.run(leave())
    assert not is_locked(path)
    assert path.stat().st_size == BLOCK


def is_locked(path: Path) -> bool:
    """Whether somebody holds the file."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_a_disk_that_is_full_ends_an_upload_whichever_block_it_was() -> None:
    """A block that was being written while others came: its failure is not lost, and nothing is written after it."""
    for sizes in ([100], [3_000_000], [2_000_000, 2_000_000, 10]):
        chunks = [bytes(size) for size in sizes]
        with pytest.raises(OSError, match="No space left"), Path("/dev/full").open("r+b", buffering=0) as file:
            asyncio.run(porch_tus._receive_into(file, 0, sum(sizes), coming(chunks)))
