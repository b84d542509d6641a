"""The description of the law's interface (OpenAPI 3.1), made from the structs that it reads and
answers."""

from typing import Any

import msgspec

from .. import Case, codes
from ..case import LANDMARKS, MEASURES, MOST, OLDEST
from .api_body import (
    MOST_NAMES,
    VERSION,
    Assessed,
    Compared,
    Comparison,
    Jurisdictions,
    Parameters,
    Problem,
)

ROOT = f"/api/law/v{VERSION}"
_REFERENCE = "#/components/schemas/{name}"
_TYPES = (Case, Comparison, Assessed, Compared, Jurisdictions, Parameters, Problem)

#: What an address answers where it does not answer the question.
_PROBLEMS = {
    "400": "A value in the address cannot be read.",
    "404": "There are no rules for this jurisdiction.",
    "405": "Another method; `Allow` says which.",
    "413": "More than 64 KiB.",
    "415": "Not `application/json`.",
    "422": "The body is no question; each fault with its JSON path.",
    "429": "More than 120 requests a minute of an address; `Retry-After` says how many seconds.",
    "500": "Something failed here; nothing of the question is kept.",
}
_LANGUAGE = [
    {
        "name": "lang",
        "in": "query",
        "schema": {"enum": ["fr", "en"]},
        "description": "The language of sentences about what is wrong; answers have both.",
    },
    {
        "name": "Accept-Language",
        "in": "header",
        "schema": {"enum": ["fr", "en"]},
        "description": "The same, where `lang` does not say it.",
    },
]


def document(version: str) -> dict[str, Any]:
    """The whole document; `version` is Veille's, the interface's own stands in its addresses."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Veille: what the law says of a person found with drugs",
            "version": version,
            "description": "Information, not legal advice. No account, no cookie; questions are "
            "kept nowhere. An answer says how the least checked of its rules was checked: read in "
            "the text itself (primary), from a report of it (secondary), or from memory "
            "(recalled, which is not verified).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            f"{ROOT}/assess": {
                "post": _asks(
                    "assess",
                    "What the law says of a case",
                    body="Case",
                    answer="Assessed",
                    words="The answer, with every rule that was applied or set aside.",
                )
            },
            f"{ROOT}/compare": {
                "post": _asks(
                    "compare",
                    "A case in every jurisdiction, or on another day",
                    body="Comparison",
                    answer="Compared",
                    words="The case’s own jurisdiction first, and in what each other differs.",
                )
            },
            f"{ROOT}/jurisdictions": {
                "get": _reads(
                    "jurisdictions",
                    "Every jurisdiction, and what a case there may name",
                    answer="Jurisdictions",
                )
            },
            f"{ROOT}/parameters": {
                "get": _reads(
                    "parameters",
                    "Every dated value of one jurisdiction, with its source",
                    answer="Parameters",
                    parameters=[
                        {
                            "name": "jurisdiction",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "string", "enum": list(codes())},
                        },
                        {
                            "name": "on",
                            "in": "query",
                            "schema": {"type": "string", "format": "date"},
                            "description": "Only what is in force on this day.",
                        },
                    ],
                    problems=("404",),
                )
            },
            f"{ROOT}/openapi.json": {"get": _description()},
        },
        "components": {"schemas": _schemas()},
    }


def _asks(name: str, summary: str, *, body: str, answer: str, words: str) -> dict[str, Any]:
    problems = ("400", "405", "413", "415", "422", "429", "500")
    return {
        "operationId": name,
        "summary": summary,
        "parameters": _LANGUAGE,
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {
            "200": {"description": words, "content": _json(answer)},
            **{status: _problem(status) for status in problems},
        },
    }


def _reads(
    name: str,
    summary: str,
    *,
    answer: str,
    parameters: list[dict[str, Any]] | None = None,
    problems: tuple[str, ...] = (),
) -> dict[str, Any]:
    statuses = ("400", *problems, "405", "429", "500")
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*(parameters or []), *_LANGUAGE],
        "responses": {
            "200": {"description": f"{summary}.", "content": _json(answer)},
            **{status: _problem(status) for status in statuses},
        },
    }


def _description() -> dict[str, Any]:
    return {
        "operationId": "description",
        "summary": "This document",
        "parameters": _LANGUAGE,
        "responses": {
            "200": {
                "description": "This document.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **{status: _problem(status) for status in ("400", "405", "429", "500")},
        },
    }


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REFERENCE.format(name=name)}}}


def _problem(status: str) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(name="Problem")}
    return {
        "description": _PROBLEMS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }


def _schemas() -> dict[str, Any]:
    """The structs; with what their types alone do not say of a case."""
    _main, found = msgspec.json.schema_components(_TYPES, ref_template=_REFERENCE)
    parts: dict[str, Any] = _exact(found)
    case, substance, place = parts["Case"], parts["Substance"], parts["Place"]
    case["properties"]["jurisdiction"] |= {"enum": list(codes())}
    case["properties"]["age"] |= {"minimum": 0, "maximum": OLDEST}
    case["properties"]["substances"] |= {"minItems": 1, "maxItems": MOST_NAMES}
    amount = {
        "type": ["number", "null"],
        "exclusiveMinimum": 0,
        "maximum": int(MOST),
        "default": None,
    }
    substance["properties"] |= dict.fromkeys(MEASURES, amount)
    substance["properties"]["name"] |= {"minLength": 1}
    substance["anyOf"] = [
        {"required": [measure], "properties": {measure: {"type": "number"}}} for measure in MEASURES
    ]
    place["properties"]["metres_to"] |= {
        "propertyNames": {"enum": list(LANDMARKS)},
        "additionalProperties": {"type": "number", "minimum": 0, "maximum": int(MOST)},
    }
    return parts


def _exact(schema: Any) -> Any:
    """Amounts, years and money are numbers in JSON: a decimal is neither rounded nor quoted."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            rest = {key: each for key, each in schema.items() if key not in ("type", "format")}
            return {"type": "number", **rest}
        return {key: _exact(each) for key, each in schema.items()}
    return [_exact(each) for each in schema] if isinstance(schema, list) else schema
