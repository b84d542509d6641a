"""The letter by e-mail that goes out with an alert, to the addresses of the network’s settings."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from veille.ui.public import LANGUAGES

from .. import reads
from ..state import Alert
from .public import address_of
from .wording import Text, network_name, text_of

logger = logging.getLogger(__name__)


def send(request: HttpRequest | None, alert: Alert) -> str:
    """Write to everybody on the list; a sentence for whoever published, empty where there is no
    list. What is published stays published where the letter cannot leave."""
    to: list[str] = settings.VEILLE_ALERTS_TO
    if not to:
        return ""
    message = EmailMessage(subject=subject(alert), body=body(request, alert), bcc=to)
    try:
        message.send()
    except (OSError, SMTPException):
        logger.exception("the letter of alert %s did not leave", alert.code)
        return _("The e-mail could not be sent: the mail server did not take it. Send it by hand.")
    return _("An e-mail went to %(count)s addresses.") % {"count": len(to)}


def subject(alert: Alert) -> str:
    """In both languages, on one line."""
    return " / ".join(_in(code, alert).headline for code in LANGUAGES)


def body(request: HttpRequest | None, alert: Alert) -> str:
    parts = [_part(code, request, alert) for code in LANGUAGES]
    return "\n\n----\n\n".join(parts) + f"\n\n{network_name()}\n"


def _part(code: str, request: HttpRequest | None, alert: Alert) -> str:
    text = _in(code, alert)
    steps = [f"{number}. {step}" for number, step in enumerate(text.advice.steps, 1)]
    paragraphs = [text.headline, text.standing, *text.paragraphs, "\n".join(steps)]
    if address := address_of(request, alert, code):
        paragraphs.append(address)
    return "\n\n".join(paragraphs)


def _in(code: str, alert: Alert) -> Text:
    content = alert.shown
    assert content is not None, "only what is published is written about"
    with override(code):
        return text_of(alert, content, reads.today())
