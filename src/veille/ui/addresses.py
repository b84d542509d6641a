"""An address of a room: its route, its view, its name, and who may open or change it."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from veille.accounts.access import NOBODY, Roles, Rule, declare

from . import converters  # noqa: F401  (addresses hold identities)


def page(
    route: str,
    view: Callable[..., Any],
    *,
    name: str,
    read: Roles = NOBODY,
    change: Roles = NOBODY,
) -> URLPattern:
    """As Django's `path`. `read` may open it (GET, HEAD), `change` may submit it (POST).

    Raises ValueError where another address has this name for different roles.
    """
    declare(name, Rule(read=read, change=change))
    return path(route, view, name=name)
