"""Where Numba keeps our compiled kernels, so that a cached kernel can never be an outdated one.

Numba notices an edit in the file that holds a kernel, but not in another file that the kernel calls: the old machine
code would go on giving the old numbers, silently. So the cache lives in a folder named by everything the machine code
depends on: the sources of all packages that hold kernels (`KERNEL_FOLDERS`) and what calls them in `pavise.run`,
and the versions of Python, Numba, NumPy and llvmlite. Change one of them and the name changes, so the kernels are
compiled again.

Kernels are compiled for a generic processor: no measurable loss here, and the same bits on another machine.

This runs at `import pavise`, before Numba is imported, and must cost no more than 2 ms. That is why it asks neither
`hashlib` nor `importlib.metadata` nor `platformdirs` (3, 20 and 6 ms to import).
"""

from __future__ import annotations

import os
import sys
import time
import zlib

UNUSED_DAYS = 30
"""A cache folder that no run has used for so long belongs to a version that is gone, and is removed."""

KERNEL_FOLDERS = ("sim", "terrain", "coverage", "fireplan", "tracking", "verify")
"""Packages whose kernels call functions of other files."""

RUN_FILES = ("compiling.py", "drivers.py", "hindsight.py", "optimal.py", "outlook.py")
"""Files of `run` that compile kernels, hand them their tables, or decide in a battle."""

_VERSION_FILES = {"numba": "_version.py", "llvmlite": "_version.py", "numpy": "version.py"}


def announce_to_numba() -> None:
    """Tell Numba where its cache is, which processor to compile for, how hard to try. What the user has set stays."""
    if "NUMBA_CPU_NAME" not in os.environ:
        os.environ["NUMBA_CPU_NAME"] = "generic"
    if "NUMBA_OPT" not in os.environ:
        os.environ["NUMBA_OPT"] = "1"  # level 3 compiles a tenth longer and was measured no faster; same bits
    if "NUMBA_CACHE_DIR" not in os.environ:
        os.environ["NUMBA_CACHE_DIR"] = folder_for_kernels()
        already_imported = sys.modules.get("numba")
        if already_imported is not None:  # it has read its settings: the cache folder must be set directly
            already_imported.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]


def folder_for_kernels() -> str:
    """The cache folder for this version of the sources, made if need be; a temporary one where that cannot be."""
    parent = os.path.join(user_cache_folder(), "pavise")
    folder = os.path.join(parent, "kernels-" + fingerprint(os.path.dirname(os.path.abspath(__file__))))
    try:
        if not os.path.isdir(folder):
            os.makedirs(folder, exist_ok=True)
            remove_unused(parent)
        os.utime(folder)  # the folder's time stamp says when it was last used
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass  # a read-only disk or no home: the kernels are compiled anew in each process
    import tempfile

    # A fresh name each time: a cache folder holds executable code, and anybody can write to a guessable name in /tmp.
    return tempfile.mkdtemp(prefix="pavise-kernels-")


def user_cache_folder() -> str:
    """The folder that this system sets aside for files that can be made again."""
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def fingerprint(package_folder: str) -> str:
    """16 hex digits that change when a kernel source in `package_folder`, or a version it is compiled with, changes.

    Two checksums, not a cryptographic hash: this guards against forgetting an edit, not against an attacker.
    """
    crc, adler = zlib.crc32(sys.version.encode()), zlib.adler32(sys.version.encode())
    for path in (*kernel_sources(package_folder), *version_files()):
        with open(path, "rb") as file:
            content = os.path.basename(path).encode() + b"\0" + file.read()
        crc, adler = zlib.crc32(content, crc), zlib.adler32(content, adler)
    return f"{crc:08x}{adler:08x}"


def kernel_sources(package_folder: str) -> list[str]:
    """Every Python file whose text can reach a compiled kernel, in a fixed order."""
    found = [os.path.join(package_folder, "kinds.py")]
    for start in KERNEL_FOLDERS:
        for folder, _, names in os.walk(os.path.join(package_folder, start)):
            found += [os.path.join(folder, name) for name in names if name.endswith(".py")]
    found += [os.path.join(package_folder, "run", name) for name in RUN_FILES]
    return sorted(path for path in found if os.path.isfile(path))


def version_files() -> list[str]:
    """The files in which Numba, llvmlite and NumPy write their versions, found without importing these packages."""
    found = []
    for package, name in _VERSION_FILES.items():
        for folder in sys.path:
            path = os.path.join(folder or ".", package, name)
            if os.path.isfile(path):
                found.append(path)
                break
    return found


def remove_unused(parent: str) -> None:
    """Remove the kernel folders in `parent` that no run has used for `UNUSED_DAYS` days."""
    import shutil

    oldest_s = time.time() - UNUSED_DAYS * 86_400.0
    with os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith("kernels-") and entry.is_dir(follow_symlinks=False):
                if entry.stat().st_mtime < oldest_s:
                    shutil.rmtree(entry.path, ignore_errors=True)
