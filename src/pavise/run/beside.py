"""Work for the second core: a process of its own does what this one would have to do afterwards.

    with beside("pavise", "report", folder) as second:      # python -m pavise report folder
        ...                                                 # meanwhile
    if not succeeded(second):
        ...                                                 # do it here, and say what is wrong

It is a convenience and never a need: where no second process can be started, or it fails or gets stuck, whoever asked
does the work itself. Nothing that it prints is shown.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE_S = 60.0
"""A second process that needs longer than this after the first is done has got stuck."""

Second = subprocess.Popen[bytes] | None


@contextmanager
def beside(module: str, *arguments: str, order: bytes = b"") -> Iterator[Second]:
    """While the body runs, `python -m module arguments` works with `order` on its standard input.

    Then it is waited for, unless the body was broken off: nobody is left running. Yields None on a single core and
    where no process can be started.
    """
    second = _started(module, *arguments, order=order) if (os.cpu_count() or 1) > 1 else None
    try:
        yield second
        wait_for(second)
    finally:
        if second is not None and second.poll() is None:
            second.kill()
            second.wait()


def wait_for(second: Second) -> None:
    """Until the second process is done, or has got stuck."""
    if second is not None:
        with suppress(subprocess.TimeoutExpired):
            second.wait(timeout=PATIENCE_S)


def succeeded(second: Second) -> bool:
    """True when a second process, now over, has done its work."""
    return second is not None and second.returncode == 0


def _started(module: str, *arguments: str, order: bytes) -> Second:
    where_we_are = {**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)}
    try:
        with tempfile.TemporaryFile() as file:  # unlike a pipe, never full
            file.write(order)
            file.seek(0)
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=where_we_are,
            )  # fmt: skip
    except OSError:
        return None
