"""The description of a door for machines (`machines.Door`) as OpenAPI 3.1: what all share."""

from collections.abc import Mapping, Sequence
from typing import Any

from .machines import JSON, Door

REFERENCE = "#/components/schemas/{name}"
TEXT = {"type": "string"}
#: In which language a sentence of an answer stands.
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "schema": {"enum": ["fr", "en"]},
    "description": "The language of sentences in the answer.",
}
#: What any door may answer, beside what its own answers say.
_CODES = ("method", "token", "type", "size", "malformed", "too_many")


def document(
    *,
    title: str,
    version: str,
    description: str,
    path: str,
    post: Mapping[str, Any],
    schemas: Mapping[str, Any],
    codes: Sequence[str] = (),
) -> dict[str, Any]:
    """The whole document of a door with one address; `version` is Veille's, `codes` are those of
    its own refusals."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "security": [{"token": []}],
        "paths": {path: {"post": dict(post)}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas, "Refusal": _refusal([*_CODES, *codes])},
        },
    }


def post(
    door: Door[Any], *, id: str, summary: str, body: str, responses: Mapping[str, Any]
) -> dict[str, Any]:
    """What is sent to a door, and what comes back: its own answers, and those of every door."""
    return {
        "operationId": id,
        "summary": summary,
        "parameters": [_LANGUAGE],
        "requestBody": {"required": True, "content": content(schema(body))},
        "responses": {
            "401": answer("No token, or one that is ended.", "Refusal"),
            "405": answer("Anything but POST.", "Refusal"),
            "413": answer(f"More than {door.most_kib} KiB.", "Refusal"),
            "415": answer("Not JSON.", "Refusal"),
            "429": answer(
                f"More than {door.of_token.most} requests a minute of a token or "
                f"{door.of_address.most} of an address, or {door.wrong_tokens.most} wrong tokens; "
                "`Retry-After` says how many seconds to wait.",
                "Refusal",
            ),
            **responses,
        },
    }


def answer(words: str, name: str) -> dict[str, Any]:
    return {"description": words, "content": content(schema(name))}


def content(of: Mapping[str, Any]) -> dict[str, Any]:
    return {JSON: {"schema": dict(of)}}


def schema(name: str) -> dict[str, Any]:
    return {"$ref": REFERENCE.format(name=name)}


def _refusal(codes: Sequence[str]) -> dict[str, Any]:
    fault = {
        "type": "object",
        "required": ["path", "what"],
        "properties": {"path": TEXT, "what": TEXT},
    }
    error = {
        "type": "object",
        "required": ["code", "message", "faults"],
        "properties": {
            "code": {"enum": list(codes)},
            "message": TEXT,
            "faults": {"type": "array", "items": fault},
        },
    }
    return {"type": "object", "required": ["error"], "properties": {"error": error}}
