"""The description of the door for machines, made from the shape that it reads (OpenAPI 3.1)."""

from typing import Any

from . import api_body

_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time"}


def document(version: str) -> dict[str, Any]:
    """The whole document; `version` is Veille's."""
    _main, parts = api_body.schema()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Veille: referrals to the dissuasion commission",
            "version": version,
            "description": "Police and court services file referrals. Nothing of a case can be "
            "read here: the answer says that the referral arrived, and when and where the person "
            "is to come.",
        },
        "security": [{"token": []}],
        "paths": {"/api/referrals/": {"post": _post()}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**parts, "Arrival": _arrival(), "Refusal": _refusal()},
        },
    }


def _post() -> dict[str, Any]:
    return {
        "operationId": "fileReferral",
        "summary": "File a referral",
        "parameters": [
            {
                "name": "Accept-Language",
                "in": "header",
                "schema": {"enum": ["fr", "en"]},
                "description": "The language of sentences in the answer.",
            }
        ],
        "requestBody": {"required": True, "content": _json("Filed")},
        "responses": {
            "201": _answers("Taken in; an appointment is fixed where one is free.", "Arrival"),
            "200": _answers("This reference arrived before: the first answer.", "Arrival"),
            "401": _answers("No token, or one that is ended.", "Refusal"),
            "403": _answers("The account files no referrals.", "Refusal"),
            "405": _answers("Anything but POST.", "Refusal"),
            "409": _answers("Refused; the sentence says why and what to do.", "Refusal"),
            "413": _answers("More than 64 KiB.", "Refusal"),
            "415": _answers("Not JSON.", "Refusal"),
            "429": _answers(
                "More than 60 requests a minute of a token or 180 of an address, or 10 wrong "
                "tokens; `Retry-After` says how many seconds to wait.",
                "Refusal",
            ),
            "422": _answers(
                "`malformed`: each fault with its JSON path. `youth_path`: the person is under "
                "age, and nothing was kept. `refused`: a value cannot be right.",
                "Refusal",
            ),
        },
    }


def _answers(words: str, schema: str) -> dict[str, Any]:
    return {"description": words, "content": _json(schema)}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _arrival() -> dict[str, Any]:
    appointment = {
        "type": ["object", "null"],
        "description": "Null where no hearing was free: the commission writes to the person.",
        "required": ["at", "in_words", "commission", "address", "room", "phone"],
        "properties": {
            "at": _MOMENT,
            "in_words": {
                "type": "object",
                "required": ["fr", "en"],
                "properties": {"fr": _TEXT, "en": _TEXT},
            },
            "commission": _TEXT,
            "address": _TEXT,
            "room": _TEXT,
            "phone": _TEXT,
        },
    }
    return {
        "type": "object",
        "required": ["number", "arrived_at", "arrived_before", "appointment", "address", "notice"],
        "properties": {
            "number": {"type": "string", "pattern": "^[2-9A-Z]{4}-[2-9A-Z]{4}$"},
            "arrived_at": _MOMENT,
            "arrived_before": {"type": "boolean"},
            "appointment": appointment,
            "address": {"type": "string", "format": "uri"},
            "notice": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "The notice to print, for whoever is signed in as the sender.",
            },
        },
    }


def _refusal() -> dict[str, Any]:
    codes = [
        "method",
        "token",
        "role",
        "type",
        "size",
        "malformed",
        "youth_path",
        "refused",
        "too_many",
    ]
    fault = {
        "type": "object",
        "required": ["path", "what"],
        "properties": {"path": _TEXT, "what": _TEXT},
    }
    error = {
        "type": "object",
        "required": ["code", "message", "faults"],
        "properties": {
            "code": {"enum": codes},
            "message": _TEXT,
            "faults": {"type": "array", "items": fault},
        },
    }
    return {"type": "object", "required": ["error"], "properties": {"error": error}}
