"""The command line: parse, call one verb of `pavise.api`, show. No number and no default is decided here."""
