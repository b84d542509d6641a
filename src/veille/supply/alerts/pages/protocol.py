"""An alert in the Common Alerting Protocol 1.2 (OASIS, 2010-07-01): one message each time that it
goes out, each with both languages.

A first message is an Alert, a later one an Update, what ends or withdraws it a Cancel; the last
two refer to every message before them, as `sender,identifier,sent`.
"""

from datetime import datetime, time, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from veille.ledger.nodes import local_node

from ..state import Alert, Message
from ..words import Stage, Sureness
from .public import FRESH_SECONDS, address_of, published
from .wording import in_language, network_name

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
#: What is known, as the protocol says it.
CERTAINTY = {
    Sureness.LABORATORY: "Observed",
    Sureness.SPECTRUM: "Likely",
    Sureness.STRIP: "Likely",
    Sureness.REPORTED: "Possible",
}
#: What is around now threatens life and asks for care at once: the same in every alert, for nobody
#: here measures how dangerous one is beside another.
URGENCY, SEVERITY = "Immediate", "Severe"
_LANGUAGES = {"fr": "fr-CA", "en": "en-CA"}


def message(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The `number`-th message of an alert, from 1 on."""
    alert = published(code)
    if not 1 <= number <= len(alert.messages):
        raise Http404
    response = HttpResponse(as_cap(alert, number, request), content_type="application/cap+xml")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def as_cap(alert: Alert, number: int, request: HttpRequest | None = None) -> bytes:
    """The `number`-th message of an alert as XML."""
    ET.register_namespace("", NAMESPACE)
    sent = alert.messages[number - 1]
    root = ET.Element(f"{{{NAMESPACE}}}alert")
    node = local_node()
    kind = "Cancel" if sent.over else "Update" if number > 1 else "Alert"
    _say(root, "identifier", identifier(alert, number))
    _say(root, "sender", sender())
    _say(root, "sent", _moment(sent.at))
    _say(root, "status", "Exercise" if node and node.rehearsal else "Actual")
    _say(root, "msgType", kind)
    _say(root, "scope", "Public")
    if sent.over:
        _say(root, "note", _note(alert))
    if number > 1:
        _say(root, "references", " ".join(reference(alert, n) for n in range(1, number)))
    for language, code in _LANGUAGES.items():
        root.append(_info(alert, sent, language, code, request))
    ET.indent(root)
    declared = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    written: bytes = ET.tostring(root, encoding="utf-8")
    return declared + written + b"\n"


def sender() -> str:
    """Who says so: this node, by its identity. It holds no space, comma, “<” or “&”."""
    node = local_node()
    return f"veille-{node.id}" if node else "veille"


def identifier(alert: Alert, number: int) -> str:
    return f"{alert.id}-{number}"


def reference(alert: Alert, number: int) -> str:
    return f"{sender()},{identifier(alert, number)},{_moment(alert.messages[number - 1].at)}"


def _info(
    alert: Alert, sent: Message, language: str, code: str, request: HttpRequest | None
) -> ET.Element:
    content = sent.content
    text = in_language(language, alert, content, sent.at.astimezone(_zone()).date())
    info = ET.Element(f"{{{NAMESPACE}}}info")
    _say(info, "language", code)
    _say(info, "category", "Health")
    _say(info, "event", text.headline)
    # Never “AllClear”: that an alert is over says of nothing that it is safe.
    _say(info, "responseType", "None" if sent.over else "Assess")
    _say(info, "urgency", "Past" if sent.over else URGENCY)
    _say(info, "severity", SEVERITY)
    _say(info, "certainty", CERTAINTY.get(content.sureness, "Unknown"))
    _say(info, "effective", _moment(sent.at))
    _say(info, "onset", _moment(_begins(content.since)))
    _say(info, "expires", _moment(_begins(content.ends) + timedelta(days=1)))
    _say(info, "senderName", network_name())
    _say(info, "headline", text.headline)
    said = [text.standing, *text.paragraphs] if sent.over else text.paragraphs
    _say(info, "description", "\n\n".join(said))
    _say(info, "instruction", "\n".join(text.advice.steps))
    if address := address_of(request, alert, language):
        _say(info, "web", address)
    area = ET.SubElement(info, f"{{{NAMESPACE}}}area")
    _say(area, "areaDesc", network_name())
    return info


def _note(alert: Alert) -> str:
    why = alert.why.value if alert.why else ""
    return f"withdrawn: {why}" if alert.stage is Stage.WITHDRAWN else "ended"


def _say(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _begins(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time(), _zone())


def _moment(at: datetime) -> str:
    """As the protocol writes it: to the second, with its offset, never “Z”."""
    return at.astimezone(_zone()).replace(microsecond=0).isoformat()
