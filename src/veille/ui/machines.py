"""Doors for machines: a bearer token, JSON in, and a refusal with its code and its sentence.

No cookie counts at such a door: a browser that is signed in cannot be made to send anything.
"""

from collections.abc import Sequence

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

JSON = "application/json"


def bearer_of(request: HttpRequest) -> str:
    """The token of “Authorization: Bearer …”; empty without one."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def body_of(request: HttpRequest, most_bytes: int) -> bytes | None:
    """What was sent; None where it is larger than that."""
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= most_bytes else None


def refused(
    status: int,
    code: str,
    words: str,
    faults: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> JsonResponse:
    """Nothing was kept: `code` for the machine, `words` for whoever looks after it."""
    said = {"error": {"code": code, "message": words, "faults": list(faults)}}
    return JsonResponse(said, status=status, headers=headers)


def too_many(wait_seconds: int) -> JsonResponse:
    return refused(
        429,
        "too_many",
        _("Too many requests: nothing was kept of this one. Send it again in %(seconds)s seconds.")
        % {"seconds": wait_seconds},
        headers={"Retry-After": str(wait_seconds)},
    )
