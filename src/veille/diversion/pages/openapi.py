"""The description of the door for machines, made from the shape that it reads (OpenAPI 3.1)."""

from typing import Any

from veille.ui import machine_descriptions as described
from veille.ui.machine_descriptions import TEXT, answer
from veille.ui.machines import Door

from . import api_body

_MOMENT = {"type": "string", "format": "date-time"}


def document(version: str, door: Door[Any]) -> dict[str, Any]:
    """The whole document; `version` is Veille's."""
    _main, parts = api_body.schema()
    return described.document(
        title="Veille: referrals to the dissuasion commission",
        version=version,
        description="Police and court services file referrals. Nothing of a case can be read "
        "here: the answer says that the referral arrived, and when and where the person is to "
        "come.",
        path="/api/referrals/",
        post=described.post(
            door,
            id="fileReferral",
            summary="File a referral",
            body="Filed",
            responses=_RESPONSES,
        ),
        schemas={**parts, "Arrival": _arrival()},
        codes=("role", "youth_path", "refused"),
    )


_RESPONSES = {
    "201": answer("Taken in; an appointment is fixed where one is free.", "Arrival"),
    "200": answer("This reference arrived before: the first answer.", "Arrival"),
    "403": answer("The account files no referrals.", "Refusal"),
    "409": answer("Refused; the sentence says why and what to do.", "Refusal"),
    "422": answer(
        "`malformed`: each fault with its JSON path. `youth_path`: the person is under age, and "
        "nothing was kept. `refused`: a value cannot be right.",
        "Refusal",
    ),
}


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
                "properties": {"fr": TEXT, "en": TEXT},
            },
            "commission": TEXT,
            "address": TEXT,
            "room": TEXT,
            "phone": TEXT,
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
