"""The reforms that come with Veille, as their page's template reads them, and their reports."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response

from veille import extras

from .. import book
from ..reform import load_example, names, offered
from .answers import day_in

#: Seconds after which the page asks again whether the reports are made.
ASK_AGAIN_SECONDS = 5
_STYLE = re.compile(r"<style>(.*?)</style>", re.S)


def folder() -> Path:
    return offered.folder_in(Path(settings.VEILLE_VAR))


def reforms_in(language: str) -> dict[str, Any]:
    """Each reform, what it would change, and where its report is, once it is made."""
    made = folder()
    return {
        "reforms": [_reform(key, made, language) for key in names()],
        "made": offered.are_made(made),
        "command": "veille law reform my.toml --cases seizures.csv --out report",
        "making": offered.are_being_made(),
        "missing": ""
        if extras.is_installed("law")
        else extras.Missing("law").in_language(language),
    }


def _reform(key: str, made: Path, language: str) -> dict[str, Any]:
    mine = load_example(key)
    headline = offered.headline_of(made, key)
    return {
        "key": key,
        "name": mine.name[language],
        "says": mine.says[language] if mine.says else "",
        "places": [(code, book(code).name[language]) for code in mine.changed],
        "begins": day_in(mine.begins),
        "headline": headline[language] if headline else "",
        "address": reverse("law-reform", args=[key, language]) if headline else "",
    }


def shown(request: HttpRequest, file: Path, language: str, fresh_seconds: int) -> HttpResponse:
    """A report as it was made: one file, with its style in it, and no script."""
    html = file.read_text(encoding="utf-8")
    styles = [_hash(each) for each in _STYLE.findall(html)]
    policy = "; ".join(
        ("default-src 'none'", f"style-src {' '.join(styles)}", "frame-ancestors 'none'")
    )
    tag = f'"{sha256(html.encode()).hexdigest()[:32]}"'
    response = HttpResponse(
        html,
        headers={
            "Content-Language": language,
            "Content-Security-Policy": policy,
            "X-Robots-Tag": "noindex",
            "ETag": tag,
            "Cache-Control": f"public, max-age={fresh_seconds}",
        },
    )
    return get_conditional_response(request, etag=tag, response=response) or response


def _hash(style: str) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
