"""Writes `docs/law-api.md` from the interface's own description:
`python -m tests.web.law_api_reference`."""

import json
import os
from pathlib import Path
from typing import Any

import django
import msgspec

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law-api.md"
CASE = {
    "jurisdiction": "CA-BC",
    "date": "2023-06-01",
    "age": 30,
    "place": {"kind": "street"},
    "substances": [{"name": "heroin", "grams": 1}],
}
#: Structs of whose fields the page has a table, in the order in which a reader meets them.
_SHOWN = ("Case", "Substance", "Place", "Assessed", "Answer", "Considered", "Reference", "End")
_SHOWN_MORE = ("AskedBack", "Possibilities", "Reading", "Taken")
_SHOWN_COMPARED = ("Comparison", "Compared", "Beside", "Difference", "RuleChange")
_SHOWN_LAST = ("JurisdictionTold", "Parameter", "Problem", "ProblemFault")

_HEAD = """# The law for machines

Written by `make reference` from the interface’s own description; do not edit. This is information,
not legal advice.

A question is a case: a person, a place, a day, what they carry. It comes by POST, so that no
address holds it. There is no account and no cookie; a question and its answer are kept nowhere. Of
names alone, the last few thousand that anybody asked about stay in the memory of the process, apart
from any question. An address is counted under a hash by a key that the process forgets. Pages of
any site may ask (CORS). A body has at most 64 KiB, a case at most 20 names. An address asks at most
120 times a minute; then `Retry-After` says how long to wait.

The version stands in the addresses. Within one, fields are added and none is taken away or changes
its meaning; read what you know and leave the rest. The whole description is OpenAPI 3.1, at
`/api/law/v1/openapi.json`, made from the structs that the interface reads and answers; Schemathesis
asks every address whatever the description allows.

Each answer has a `source`: how the least checked of its rules was checked. `primary`: read in the
text itself; `secondary`: from a report of it; `recalled`: from memory, **not verified**. Whoever
shows an answer with `recalled` says so beside it: `text` does, in both languages. A name that may
mean several things, or that is not known, stands in `asked_back` with what it may mean: ask which,
and choose none in silence. For whoever does not know, `possibilities` holds what follows of each
thing that is sold under such a name, and of several of them mixed, with the mildest and the gravest
answer. An amount is a number as JSON writes it; “2,400” is refused, since it can be read in two
ways.

What is wrong is `application/problem+json` (RFC 9457): a sentence in French or English, by `?lang=`
or `Accept-Language`, and each fault of the body with its JSON path. An address that there is none
of answers so too, with the `code` `address`."""


def page() -> str:
    from veille.law import Case, assess
    from veille.law.answer import to_json
    from veille.law.pages import openapi

    document = openapi.document("0")
    parts = [_HEAD, "## Addresses", _addresses(document), "## An example"]
    answer = json.loads(to_json(assess(msgspec.convert(CASE, Case))))
    brief = {key: answer[key] for key in ("outcome", "section", "seized", "source", "text")}
    parts += [
        "\n".join(
            (
                "    curl -s http://127.0.0.1:8000/api/law/v1/assess \\",
                "      -H 'Content-Type: application/json' -d '",
                *(f"    {line}" for line in json.dumps(CASE, indent=2).splitlines()),
                "    '",
            )
        ),
        "Of the answer, `answer` begins so:",
        "\n".join(
            f"    {line}" for line in json.dumps(brief, indent=2, ensure_ascii=False).splitlines()
        ),
        "## What is asked and answered",
    ]
    schemas = document["components"]["schemas"]
    for name in (*_SHOWN, *_SHOWN_MORE, *_SHOWN_COMPARED, *_SHOWN_LAST):
        parts += [f"### {name}", _words(schemas[name]), _fields(schemas[name])]
    return "\n\n".join(part for part in parts if part) + "\n"


def _addresses(document: dict[str, Any]) -> str:
    lines = ["| address | what | answers |", "| --- | --- | --- |"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            statuses = ", ".join(operation["responses"])
            lines.append(f"| `{method.upper()} {path}` | {operation['summary']} | {statuses} |")
    return "\n".join(lines)


def _words(schema: dict[str, Any]) -> str:
    return " ".join(str(schema.get("description", "")).split())


def _fields(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    lines = ["| field | is | |", "| --- | --- | --- |"]
    for name, field in schema["properties"].items():
        given = "" if name in required else "may be left out"
        lines.append(f"| `{name}` | {_kind(field)} | {given} |")
    return "\n".join(lines)


def _kind(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rsplit("/", 1)[1])
    if "anyOf" in field:
        return " or ".join(_kind(each) for each in field["anyOf"])
    if "enum" in field:
        values = [f"`{value}`" for value in field["enum"]]
        return ", ".join(values)
    if "prefixItems" in field:
        return "[" + ", ".join(_kind(each) for each in field["prefixItems"]) + "]"
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    if "format" in field:
        return str(field["format"])
    kinds = field.get("type", "anything")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
