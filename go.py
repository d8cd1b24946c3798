#!/usr/bin/env python3
"""One command from a fresh clone, with nothing but Python 3.11 or newer.

    python3 go.py demo              answer the flagship question (pavise compare turkey-s400)
    python3 go.py test [options]    run the tests (options go to pytest)
    python3 go.py sync              only set up or refresh the environment in .venv
    python3 go.py web               build the page of the dashboard anew (`pavise view` does it when it is needed)
    python3 go.py VERB [options]    any command of pavise, for example: python3 go.py status --on 2021-01-16

The first call installs into .venv beside this file; later calls touch no network. Settings, as environment variables:

    PAVISE_NO_UV=1              do not use uv even where it is installed
    PAVISE_WHEELHOUSE=FOLDER    install from the wheels in FOLDER, with no network at all
    PAVISE_VENV=FOLDER          put the environment there instead of in .venv
"""

# Plain old syntax on purpose: an older Python must get as far as the message that it is too old.
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("PAVISE_VENV", ROOT / ".venv")).absolute()
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / ".go-stamp"
ELEVATION = "rasterio"  # wheels with GDAL in them: large, and the first to be missing on a rare system


def main():
    """Set up the environment if need be, then hand over to pavise or pytest."""
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 or newer is needed; this one is {sys.version.split()[0]} ({sys.executable}).")
    word, *rest = sys.argv[1:] or ["help"]
    if word in ("help", "-h", "--help"):
        print(__doc__.strip())
        return 0
    set_up()
    if word == "sync":
        return 0
    if word == "test":
        return hand_over(["-m", "pytest", *rest], folder=ROOT)
    if word == "web":
        return hand_over([str(ROOT / "web" / "build.py"), *rest])
    if word == "demo":
        return hand_over(["-m", "pavise", "compare", "turkey-s400", *rest])
    return hand_over(["-m", "pavise", word, *rest])


def set_up():
    """Make the environment hold exactly what the lock file names. Quick when it already does."""
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text() == fingerprint():
        return
    say(f"setting up {VENV} (the first time this takes about a minute)")
    STAMP.unlink(missing_ok=True)
    uv = None if os.environ.get("PAVISE_NO_UV") else shutil.which("uv")
    wheelhouse = os.environ.get("PAVISE_WHEELHOUSE")
    if not (uv and not wheelhouse and set_up_with_uv(uv)):  # from a folder of wheels, pip is as quick
        set_up_with_pip(wheelhouse)
    STAMP.write_text(fingerprint())


def fingerprint():
    """What the environment depends on: this Python, this folder, and the files that say what is installed."""
    digest = hashlib.sha256(f"{sys.version}|{ROOT}".encode())
    for name in ("pyproject.toml", "requirements.lock", "go.py"):
        path = ROOT / name
        digest.update(path.read_bytes() if path.exists() else b"-")
    return digest.hexdigest()


def set_up_with_uv(uv):
    """True when uv did it; False when another way must be tried (uv reads no pip.conf, so pip may reach more)."""
    # Where Python may not keep what it has compiled, uv must do so now, or every command would compile all it imports.
    compiled = ["--compile-bytecode"] if os.environ.get("PYTHONDONTWRITEBYTECODE") else []
    install = [uv, "pip", "install", "--quiet", *compiled, "--python", PYTHON]
    if (
        (runs(PYTHON, "--version") or call(uv, "venv", "--quiet", "--python", sys.executable, VENV))
        and install_lock(*install, "--require-hashes")
        and call(*install, "--no-deps", "--editable", ROOT)
    ):
        return True
    say("uv could not do it; trying venv and pip instead")
    return False


def set_up_with_pip(wheelhouse):
    """The way that needs nothing but Python: venv and pip, with the exact, hashed versions of requirements.lock."""
    if not (PYTHON.exists() and runs(PYTHON, "--version")):
        make_venv()
    pip = [*find_pip(wheelhouse), "install", "--quiet", "--disable-pip-version-check"]
    if wheelhouse:
        pip += ["--no-index", "--find-links", str(Path(wheelhouse).absolute())]
    if not install_lock(*pip, "--require-hashes", "--only-binary", ":all:"):
        stop(
            "the packages could not be installed; the reason stands above. Without a network, set PAVISE_WHEELHOUSE "
            "to a folder with the wheels of requirements.lock. Where no wheel exists for this system (Alpine Linux, "
            "a very new Python), use another Python or a container with glibc."
        )
    if not call(*pip, "--no-deps", "--editable", ROOT):
        stop("pavise itself could not be installed; the reason stands above (a wheelhouse must also hold hatchling).")


def install_lock(*install):
    """Install what the lock names; where that cannot be had, all of it but the reader of elevation. True when done."""
    if call(*install, "-r", ROOT / "requirements.lock"):
        return True
    say(f"trying once more without {ELEVATION}: only coverage over terrain needs it (to try it again, remove {STAMP})")
    lesser = VENV / "requirements-without-elevation.txt"
    lesser.write_text(without(ELEVATION, (ROOT / "requirements.lock").read_text(encoding="utf-8")), encoding="utf-8")
    return call(*install, "-r", lesser)


def without(package, lock):
    """The lock file less one package, in all its versions."""
    kept, leaving_out = [], False
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            leaving_out = line.startswith(package + "==")
        if not leaving_out:
            kept.append(line)
    return "".join(kept)


def make_venv():
    """An empty environment; without pip in it where this Python comes without ensurepip (Debian, Ubuntu)."""
    try:
        import ensurepip  # noqa: F401  only to see whether it is there

        extra = []
    except ImportError:
        extra = ["--without-pip"]
    if not call(sys.executable, "-m", "venv", "--clear", *extra, VENV):
        stop(f"no environment could be made in {VENV}; the reason stands above.")


def find_pip(wheelhouse):
    """The command that installs into our environment."""
    if runs(PYTHON, "-m", "pip", "--version"):
        return [PYTHON, "-m", "pip"]
    for wheel in Path(wheelhouse).glob("pip-*.whl") if wheelhouse else []:
        return [PYTHON, f"{wheel.absolute()}/pip"]  # a wheel of pip can run itself
    if runs(PYTHON, "-m", "ensurepip"):
        return [PYTHON, "-m", "pip"]
    if runs(sys.executable, "-m", "pip", "--python", PYTHON, "--version"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    return stop(
        "this Python has neither ensurepip nor a pip newer than 22.3. Install one of: uv (https://docs.astral.sh/uv), "
        "or python3-venv (`sudo apt install python3-venv`), then run this command again."
    )


def hand_over(arguments, folder=None):
    """Run our Python with `arguments`; its exit code becomes ours. Ctrl-C is the child's to answer, not ours."""
    child = subprocess.Popen([str(PYTHON), *arguments], cwd=folder)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def call(*command):
    """Run a command in the project folder, showing it; True when it succeeded."""
    say(" ".join(map(str, command)))
    return subprocess.run([str(word) for word in command], cwd=ROOT).returncode == 0


def runs(*command):
    """True when this command can be run here; what it prints is dropped."""
    try:
        return subprocess.run([str(word) for word in command], capture_output=True).returncode == 0
    except OSError:
        return False


def say(text):
    print("go.py: " + text, file=sys.stderr, flush=True)


def stop(text):
    sys.exit("go.py: " + text)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
