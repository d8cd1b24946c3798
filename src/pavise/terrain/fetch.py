"""One file fetched over HTTP: in pieces if need be, going on where it broke off, and checked.

    <file>.part        what has come so far
    <file>.part.etag   of which version of the file (the server's ETag), written before the first byte

When the line breaks, the next attempt asks for the rest (Range) provided the server still has the same version
(If-Range); a server that cannot do that sends the whole again. Ctrl-C leaves what is there, and the same call goes on
from it. A finished file must have the length that was announced and, where the ETag is an MD5 sum, that sum. Only the
standard library is used.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ATTEMPTS = 6
"""In a row without a single byte; one that brought bytes begins the count anew."""
PAUSE_S = 0.5
"""Before the second attempt; doubled before each further one."""
TIMEOUT_S = 30.0
PIECE_BYTES = 1 << 18

_MD5 = re.compile(r'^"?([0-9a-f]{32})"?$')


class DownloadError(OSError):
    """The network or the server failed; what was fetched is kept, and the same command takes it up again."""


def fetch_file(url: str, file: Path, on_piece: Callable[[float, int], None] | None = None) -> Path | None:
    """Fetch `url` into `file`, going on from `file.part` where that is of the same version; None when the server says
    that there is no such file (404). `on_piece` is called with the share that is there and the bytes just come.
    Raises `DownloadError` when the network or the server fails for good, or the content is not what was announced."""
    part, fruitless, spoilt, reason = Path(f"{file}.part"), 0, False, ""
    while fruitless < ATTEMPTS:
        if fruitless:
            time.sleep(PAUSE_S * 2.0 ** (fruitless - 1))
        before = _size(part)
        try:
            answer = _fetch_rest(url, part, on_piece)
        except _Gone:
            _forget(part)
            return None
        except _Again as again:
            reason = str(again)
            fruitless = fruitless + 1 if _size(part) <= before else 1
            continue
        wrong = _not_as_announced(part, answer)
        if wrong is None:
            os.replace(part, file)
            _forget(part)
            return file
        _forget(part)
        if spoilt:
            raise DownloadError(f"{url}: {wrong}, twice; nothing of it is kept")
        spoilt, fruitless = True, 1
    raise DownloadError(f"{url}: {reason}; what came so far is kept, and the same command takes it up again")


@dataclass(frozen=True)
class _Answer:
    """What the server announced about a file: its length and its ETag ("" when unknown)."""

    total_bytes: int | None
    etag: str
    sum_is_md5: bool


class _Gone(Exception):
    """The server has no such file."""


class _Again(Exception):
    """The attempt failed in a way that another may not."""


def _fetch_rest(url: str, part: Path, on_piece: Callable[[float, int], None] | None) -> _Answer:
    """Ask for what is missing of a file and append it to `part`."""
    have, etag = _size(part), _noted_etag(part)
    headers = {"User-Agent": "pavise", "Accept-Encoding": "identity"}
    if have and etag:
        headers |= {"Range": f"bytes={have}-", "If-Range": etag}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=TIMEOUT_S) as response:
            goes_on = response.status == 206
            answer = _announced(response, have if goes_on else 0)
            if goes_on and (_begins_at(response) != have or answer.etag != etag):
                _forget(part)
                raise _Again("the server gave another piece than was asked for")
            if not goes_on:
                _note_etag(part, answer.etag)
            with open(part, "ab" if goes_on else "wb") as file:
                got = have if goes_on else 0
                while piece := response.read(PIECE_BYTES):
                    file.write(piece)
                    got += len(piece)
                    if on_piece is not None:
                        on_piece(got / answer.total_bytes if answer.total_bytes else 0.0, len(piece))
            if answer.total_bytes is not None and got < answer.total_bytes:
                raise _Again(f"the line broke after {got:,} of {answer.total_bytes:,} bytes")
            return answer
    except urllib.error.HTTPError as error:
        return _refused(error, part)
    except (http.client.HTTPException, OSError) as error:
        if isinstance(error, OSError) and error.errno in _OF_THIS_DISK:
            raise
        raise _Again(str(getattr(error, "reason", None) or error) or type(error).__name__) from None


def _refused(error: urllib.error.HTTPError, part: Path) -> _Answer:
    with error:
        if error.code in (404, 410):
            raise _Gone from None
        if error.code == 416:  # "no such range": what is here is whole, or of a file that has shrunk
            total = re.search(r"/(\d+)$", error.headers.get("Content-Range") or "")
            if total and int(total[1]) == _size(part):
                return _Answer(_size(part), _noted_etag(part), _MD5.match(_noted_etag(part)) is not None)
            _forget(part)
            raise _Again("the file has changed on the server") from None
        if error.code in (408, 425, 429) or error.code >= 500:
            raise _Again(f"the server answers {error.code} {error.reason}") from None
        raise DownloadError(f"{error.url}: the server answers {error.code} {error.reason}") from None


def _announced(response: Any, have: int) -> _Answer:
    whole = re.search(r"/(\d+)$", response.headers.get("Content-Range") or "")
    length = response.headers.get("Content-Length")
    total = int(whole[1]) if whole else have + int(length) if length and length.isdecimal() else None
    etag = response.headers.get("ETag") or ""
    # With a key of its own (KMS) the server's ETag looks like an MD5 sum and is none.
    encrypted = "kms" in (response.headers.get("x-amz-server-side-encryption") or "")
    return _Answer(total, etag, _MD5.match(etag) is not None and not encrypted)


def _not_as_announced(part: Path, answer: _Answer) -> str | None:
    """What is wrong with a finished file, or None."""
    if answer.total_bytes is not None and _size(part) != answer.total_bytes:
        return f"{_size(part):,} bytes came, {answer.total_bytes:,} were announced"
    expected = _MD5.match(answer.etag)
    if expected and answer.sum_is_md5:
        digest = hashlib.md5(usedforsecurity=False)
        with open(part, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != expected[1]:
            return "its checksum is not the one the server announced"
    return None


def _begins_at(response: Any) -> int:
    begin = re.match(r"bytes (\d+)-", response.headers.get("Content-Range") or "")
    return int(begin[1]) if begin else -1


_OF_THIS_DISK = {errno.EACCES, errno.ENOSPC, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""Not allowed, full, read-only, quota: no other attempt will help."""


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0


def _etag_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.etag")


def _noted_etag(part: Path) -> str:
    try:
        return _etag_file(part).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _note_etag(part: Path, etag: str) -> None:
    # Written before the first byte: a part without its ETag is begun anew, never continued by guess. A weak one (W/)
    # promises too little for that.
    _etag_file(part).write_text("" if etag.startswith("W/") else etag, encoding="utf-8")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _etag_file(part).unlink(missing_ok=True)
