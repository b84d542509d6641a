"""The description of the laboratories' door (OpenAPI 3.1), made from the shape that it reads."""

from typing import Any

import msgspec

from veille.ledger.words import Words
from veille.ui import machine_descriptions as described
from veille.ui.machines import Door

from ..answers import Answers

_COUNT = {"type": "integer", "minimum": 0}


def document(version: str, door: Door[Any], most_answers: int) -> dict[str, Any]:
    """The whole document; `version` is Veille's."""
    (_main,), parts = msgspec.json.schema_components(
        [Answers], schema_hook=_words, ref_template=described.REFERENCE
    )
    return described.document(
        title="Veille: a laboratory’s answers about samples",
        version=version,
        description="A laboratory’s own system sends what it found, by the label on the sample’s "
        "bag. Nothing of a sample can be read here. Sent twice, an answer is one.",
        path="/api/answers/",
        post=described.post(
            door,
            id="sendAnswers",
            summary="Send answers",
            body="Answers",
            responses=_responses(most_answers),
        ),
        schemas={**parts, "Taken": _taken()},
    )


def _words(type: type) -> dict[str, Any]:
    """A vocabulary, by the words of it that are stored: the one type that msgspec asks about."""
    assert issubclass(type, Words)
    return {"enum": list(type.values)}


def _responses(most_answers: int) -> dict[str, Any]:
    either = {"oneOf": [described.schema("Taken"), described.schema("Refusal")]}
    return {
        "200": described.answer("All of them are in, now or since before.", "Taken"),
        "422": {
            "description": "With `left_out`: some or all were left out, each with its number and "
            "why; the rest is in. With `error`: it is no list of answers, or one of more than "
            f"{most_answers}, and nothing was taken in.",
            "content": described.content(either),
        },
    }


def _taken() -> dict[str, Any]:
    left_out = {
        "type": "object",
        "required": ["answer", "message"],
        "properties": {
            "answer": {"type": "integer", "minimum": 1, "description": "Counted from 1."},
            "message": described.TEXT,
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
