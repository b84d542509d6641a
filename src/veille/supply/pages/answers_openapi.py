"""The description of the laboratories' door (OpenAPI 3.1), made from the shape that it reads."""

from typing import Any

import msgspec

from veille.ledger.words import Words

from ..answers import Answers

_REFERENCE = "#/components/schemas/{name}"
_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}
_CODES = ["method", "token", "type", "size", "malformed", "too_many"]


def document(version: str) -> dict[str, Any]:
    """The whole document; `version` is Veille's."""
    (_main,), parts = msgspec.json.schema_components(
        [Answers], schema_hook=_words, ref_template=_REFERENCE
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Veille: a laboratory’s answers about samples",
            "version": version,
            "description": "A laboratory’s own system sends what it found, by the label on the "
            "sample’s bag. Nothing of a sample can be read here. Sent twice, an answer is one.",
        },
        "security": [{"token": []}],
        "paths": {"/api/answers/": {"post": _post()}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**parts, "Taken": _taken(), "Refusal": _refusal()},
        },
    }


def _words(type: type) -> dict[str, Any]:
    """A vocabulary, by the words of it that are stored: the one type that msgspec asks about."""
    assert issubclass(type, Words)
    return {"enum": list(type.values)}


def _post() -> dict[str, Any]:
    return {
        "operationId": "sendAnswers",
        "summary": "Send answers",
        "parameters": [
            {
                "name": "Accept-Language",
                "in": "header",
                "schema": {"enum": ["fr", "en"]},
                "description": "The language of sentences in the answer.",
            }
        ],
        "requestBody": {"required": True, "content": _json("Answers")},
        "responses": {
            "200": _answers("All of them are in, now or since before.", "Taken"),
            "401": _answers("No token, or one that is ended.", "Refusal"),
            "405": _answers("Anything but POST.", "Refusal"),
            "413": _answers("More than 128 KiB.", "Refusal"),
            "415": _answers("Not JSON.", "Refusal"),
            "422": {
                "description": "With `left_out`: some or all were left out, each with its number "
                "and why; the rest is in. With `error`: it is no list of answers, or one of more "
                "than 200, and nothing was taken in.",
                "content": {
                    "application/json": {
                        "schema": {"oneOf": [_schema("Taken"), _schema("Refusal")]}
                    }
                },
            },
            "429": _answers(
                "More than 60 requests a minute of a token or 180 of an address, or 10 wrong "
                "tokens; `Retry-After` says how many seconds to wait.",
                "Refusal",
            ),
        },
    }


def _answers(words: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": _json(schema)}


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": _schema(name)}}


def _schema(name: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=name)}


def _taken() -> dict[str, Any]:
    left_out = {
        "type": "object",
        "required": ["answer", "message"],
        "properties": {
            "answer": {"type": "integer", "minimum": 1, "description": "Counted from 1."},
            "message": _TEXT,
        },
    }
    return {
        "type": "object",
        "required": ["new", "here", "left_out"],
        "properties": {
            "new": _COUNT,
            "here": {**_COUNT, "description": "Sent before, and in already."},
            "left_out": {"type": "array", "items": left_out},
        },
    }


def _refusal() -> dict[str, Any]:
    fault = {
        "type": "object",
        "required": ["path", "what"],
        "properties": {"path": _TEXT, "what": _TEXT},
    }
    error = {
        "type": "object",
        "required": ["code", "message", "faults"],
        "properties": {
            "code": {"enum": _CODES},
            "message": _TEXT,
            "faults": {"type": "array", "items": fault},
        },
    }
    return {"type": "object", "required": ["error"], "properties": {"error": error}}
