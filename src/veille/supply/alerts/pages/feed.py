"""What went out, the latest first, as an Atom feed in each language."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from .. import reads
from ..state import Alert
from .public import FRESH_SECONDS
from .wording import network_name, text_of

if TYPE_CHECKING:
    _Feed = Feed[Alert, Any]
else:  # Django's classes take their types in stubs alone
    _Feed = Feed


class _Alerts(_Feed):
    feed_type = Atom1Feed
    language = "fr"

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(self.language):
            response = super().__call__(request, *args, **kwargs)
        response.headers["Content-Language"] = self.language
        response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return response

    def title(self) -> str:
        return _("Alerts · %(network)s") % {"network": network_name()}

    def link(self) -> str:
        return reverse(f"alerts-public-{self.language}")

    def items(self) -> list[Alert]:
        return reads.published(limit=50)

    def item_title(self, item: Alert) -> str:
        content = item.shown
        assert content is not None
        text = text_of(item, content, reads.today())
        return f"{text.headline} · {text.standing}" if text.over else text.headline

    def item_description(self, item: Alert) -> str:
        content = item.shown
        assert content is not None
        text = text_of(item, content, reads.today())
        said = [text.standing, *text.paragraphs, *text.advice.steps]
        # Readers take a summary for HTML, as Django says of it.
        return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in said))

    def item_link(self, item: Alert) -> str:
        return reverse(f"alert-public-{self.language}", args=[item.code])

    def item_guid(self, item: Alert) -> str:
        return UUID(item.id).urn

    def item_pubdate(self, item: Alert) -> datetime:
        return item.messages[0].at

    def item_updateddate(self, item: Alert) -> datetime:
        return item.messages[-1].at


def feed(request: HttpRequest, language: str) -> HttpResponse:
    return _Alerts(language)(request)
