"""Doors for machines: a bearer token, JSON in, and a refusal with its code and its sentence.

No cookie counts at such a door: a browser that is signed in cannot be made to send anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .limits import Limit, address_of

JSON = "application/json"
_KIB = 1024
Holder = TypeVar("Holder", bound=Any)


@dataclass(frozen=True)
class Door(Generic[Holder]):
    """What a request passes before it is read: how many come, whose token it bears, its size.

    `holder` finds whom a token stands for, by `id`; None of one that is not or no longer good.
    The sentences say what to do: send by POST, which token, something smaller.
    """

    holder: Callable[[str], Holder | None]
    of_token: Limit
    of_address: Limit
    #: Of an address; whoever has a token there goes on.
    wrong_tokens: Limit
    most_kib: int
    by_post: str | Promise
    with_token: str | Promise
    smaller: str | Promise

    def let_in(self, request: HttpRequest) -> tuple[Holder, bytes] | JsonResponse:
        """Who sends it, and what; or the refusal."""
        if request.method != "POST":
            return refused(405, "method", str(self.by_post), headers={"Allow": "POST"})
        address = address_of(request)
        if wait := self.of_address.take(address):
            return too_many(wait)
        holder = self.holder(bearer_of(request))
        if wait := self.of_token.take(holder.id) if holder else self.wrong_tokens.take(address):
            return too_many(wait)
        if holder is None:
            asks = {"WWW-Authenticate": "Bearer"}
            return refused(401, "token", str(self.with_token), headers=asks)
        if request.content_type != JSON:
            return refused(415, "type", _("Send JSON, with “Content-Type: application/json”."))
        body = body_of(request, self.most_kib * _KIB)
        return refused(413, "size", str(self.smaller)) if body is None else (holder, body)


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
