"""Alerts in the Common Alerting Protocol 1.2: valid, in both languages, with right references.

The schema is OASIS’s, and not kept here: what needs it looks for it in ../shared/golden, or where
VEILLE_CAP_XSD says. The rest needs none.
"""

import os
import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from veille.ledger.nodes import local_node
from veille.supply.alerts import actions
from veille.supply.alerts.facts import Counted
from veille.supply.alerts.pages.protocol import NAMESPACE, as_cap, identifier, sender
from veille.supply.alerts.state import Alert
from veille.supply.alerts.words import Subject, Sureness

from .scene import approve, edit, publish, withdraw
from .schema import Schema

pytestmark = pytest.mark.usefixtures("bench")
NEAR = Path(__file__).parents[4] / "shared" / "golden" / "CAP-v1.2.xsd"
XSD = Path(os.environ.get("VEILLE_CAP_XSD", NEAR))
CAP = f"{{{NAMESPACE}}}"


def updated() -> Alert:
    alert = edit(publish(), found=Counted(positive=12, tested=40))
    return actions.publish(by="maude", alert=approve(alert).id)


def messages(alert: Alert) -> list[ET.Element]:
    return [ET.fromstring(as_cap(alert, number)) for number in range(1, len(alert.messages) + 1)]


def said(message: ET.Element, name: str) -> list[str]:
    return [each.text or "" for each in message.iter(f"{CAP}{name}")]


def test_an_alert_an_update_and_a_withdrawal_refer_to_what_went_before():
    alert = withdraw(updated())
    first, second, third = messages(alert)
    assert [said(each, "msgType") for each in (first, second, third)] == [
        ["Alert"],
        ["Update"],
        ["Cancel"],
    ]
    sent = [said(each, "sent")[0] for each in (first, second)]
    whole = [f"{sender()},{identifier(alert, n)},{sent[n - 1]}" for n in (1, 2)]
    assert said(first, "references") == []
    assert said(second, "references") == [whole[0]]
    assert said(third, "references") == [" ".join(whole)]
    assert said(third, "note") == ["withdrawn: unconfirmed"]
    assert len({said(each, "identifier")[0] for each in (first, second, third)}) == 3


def test_one_ended_by_hand_is_cancelled_and_never_all_clear():
    last = messages(actions.end(by="maude", alert=publish().id))[-1]
    assert said(last, "msgType") == ["Cancel"]
    assert said(last, "note") == ["ended"]
    assert said(last, "responseType") == ["None", "None"]


def test_both_languages_say_it_with_one_urgency_severity_and_certainty():
    (message,) = messages(publish())
    assert said(message, "language") == ["fr-CA", "en-CA"]
    french, english = said(message, "headline")
    assert french.startswith("Médétomidine dans")
    assert english.startswith("Medetomidine in")
    for name in ("urgency", "severity", "certainty", "effective", "onset", "expires"):
        one, other = said(message, name)
        assert one == other


@pytest.mark.parametrize(
    ("sureness", "certainty"),
    [
        (Sureness.LABORATORY, "Observed"),
        (Sureness.STRIP, "Likely"),
        (Sureness.REPORTED, "Possible"),
    ],
)
def test_how_sure_it_is(sureness: Sureness, certainty: str):
    (message,) = messages(publish(sureness=sureness))
    assert said(message, "certainty") == [certainty, certainty]


def test_moments_have_their_offset_and_the_sender_no_forbidden_character():
    (message,) = messages(publish())
    for name in ("sent", "effective", "onset", "expires"):
        for text in said(message, name):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", text)
            assert datetime.fromisoformat(text).tzinfo is not None
    for text in (*said(message, "sender"), *said(message, "identifier")):
        assert not re.search(r"[\s,<&]", text)


def test_in_a_rehearsal_it_is_an_exercise():
    (message,) = messages(publish())
    assert said(message, "status") == ["Actual"]
    node = local_node()
    assert node is not None
    type(node).objects.filter(pk=node.pk).update(rehearsal=True)
    assert said(messages(publish(substance="xylazine"))[0], "status") == ["Exercise"]


@pytest.mark.skipif(not XSD.exists(), reason="no schema of CAP: set VEILLE_CAP_XSD")
def test_every_message_is_valid_against_the_schema():
    schema = Schema(XSD)
    of_overdoses = publish(subject=Subject.OVERDOSES, substance="", sold_as=None, found=None)
    ended = actions.end(by="maude", alert=publish(substance="xylazine & <more>").id)
    for alert in (withdraw(updated()), of_overdoses, ended):
        for number in range(1, len(alert.messages) + 1):
            assert schema.faults(as_cap(alert, number)) == []


@pytest.mark.skipif(not XSD.exists(), reason="no schema of CAP: set VEILLE_CAP_XSD")
@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (b"<scope>Public</scope>", b"", "0 times <scope>"),
        (b"<status>Actual</status>", b"<status>Real</status>", "none of Actual"),
        (b"<urgency>Immediate</urgency>", b"<urgency>Now</urgency>", "none of Immediate"),
        (b"</sent>", b"Z</sent>", "is no"),
        (b"<areaDesc>", b"<polygon>1,1</polygon><areaDesc>", "0 times <areaDesc>"),
        (b"<language>fr-CA</language>", b"<language>fr CA</language>", "is no language"),
        (b"<category>Health</category>", b"", "0 times <category>"),
    ],
)
def test_the_reader_of_the_schema_finds_what_is_wrong(right: bytes, wrong: bytes, fault: str):
    document = as_cap(publish(), 1)
    assert right in document
    faults = Schema(XSD).faults(document.replace(right, wrong, 1))
    assert any(fault in each for each in faults), faults
