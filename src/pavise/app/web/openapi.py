"""The description of the server in the words of OpenAPI 3.1, made from the routes and the shapes of documents."""

from __future__ import annotations

import re
from typing import Any

from pydantic import TypeAdapter

from pavise.dashboard import shapes

from .guard import TOKEN_HEADER
from .routes import ROUTES, Route

_REF = "#/components/schemas/{model}"
REFUSALS = {
    "400": "the body is no JSON",
    "401": "the token is missing",
    "403": "another page asks, or by another name",
    "404": "there is no such thing",
    "405": "the method is not known here",
    "413": "the body is too large",
    "414": "the address is too long",
    "415": "the body is not said to be JSON",
    "422": "what was sent cannot be used; findings say why",
    "429": "there are as many jobs as this server takes on",
}


def description(version: str) -> dict[str, Any]:
    """The whole description, as plain values. `version`: of Pavise."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    error = _schema(shapes.Error, schemas)
    for route in ROUTES:
        paths.setdefault(route.address, {})[route.method.lower()] = _operation(route, schemas, error)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pavise on this machine",
            "version": version,
            "summary": "What `pavise view` hands out.",
            "description": (
                "Addresses are those of an export: `api/x/y` is the file `api/x/y.json`. Every request needs the token "
                f"of this start in the header `{TOKEN_HEADER}`, and is refused to other pages."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": TOKEN_HEADER}},
        },
    }


def _operation(route: Route, schemas: dict[str, Any], error: dict[str, Any]) -> dict[str, Any]:
    kind, schema = "application/json", _schema(route.shape, schemas) if not route.blob else {}
    if route.blob:
        kind, schema = "application/octet-stream", {"type": "string", "format": "binary"}
    operation: dict[str, Any] = {
        "operationId": _name(route),
        "summary": route.words,
        "responses": {
            "200": {"description": "as asked", "content": {kind: {"schema": schema}}},
            **{
                status: {"description": words, "content": {"application/json": {"schema": error}}}
                for status, words in REFUSALS.items()
            },
        },
    }
    variables = re.findall(r"\{(\w+)\}", route.address)
    if variables:
        operation["parameters"] = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }
            for name in variables
        ]
    if route.body is not None:
        content = {"application/json": {"schema": _schema(route.body, schemas)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _name(route: Route) -> str:
    """`get_results_answer`: a name for an operation, from its address."""
    parts = [part.strip("{}") for part in route.address.removeprefix("/api/").split("/")]
    return "_".join([route.method.lower(), *parts]).replace(".", "_")


def _schema(shape: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a shape; what it is made of is added to `schemas`."""
    found = TypeAdapter(shape).json_schema(ref_template=_REF)
    schemas.update(found.pop("$defs", {}))
    name = found.get("title")
    if found.get("type") == "object" and name and "properties" in found:
        schemas[name] = found
        return {"$ref": _REF.format(model=name)}
    return found
