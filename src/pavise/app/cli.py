"""The command `pavise`."""

from __future__ import annotations

import typer

import pavise

app = typer.Typer(no_args_is_help=True)


@app.callback(invoke_without_command=True)
def top(version: bool = False) -> None:
    """Compare options for air defence."""
    if version:
        print(f"pavise {pavise.__version__}")


def main() -> None:
    """Run the command line."""
    app()
