"""`python -m pavise`: the same as the command `pavise`."""

from pavise.app.cli import main

main()
