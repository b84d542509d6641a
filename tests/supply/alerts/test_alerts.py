"""An alert from draft to withdrawal: stages and verbs, who approves, what it may say."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.test import override_settings

from veille.ledger import clock
from veille.ledger.facts import Entry
from veille.ledger.recording import entries, recording
from veille.ledger.refusal import Malformed, Refused
from veille.supply.alerts import actions, facts, reads
from veille.supply.alerts.facts import Counted
from veille.supply.alerts.state import NEXT, Alert
from veille.supply.alerts.words import Stage, Subject, Verb

from .scene import approve, content, draft, edit, publish, withdraw

pytestmark = pytest.mark.usefixtures("bench")


def at_stage(stage: Stage) -> Alert:
    made = draft()
    if stage is Stage.DRAFT:
        return made
    if stage is Stage.DROPPED:
        return actions.drop(by="maude", alert=made.id)
    made = approve(made)
    if stage is Stage.APPROVED:
        return made
    made = actions.publish(by="maude", alert=made.id)
    if stage is Stage.ENDED:
        return actions.end(by="maude", alert=made.id)
    if stage is Stage.WITHDRAWN:
        return withdraw(made)
    if stage in (Stage.CHANGED, Stage.READY):
        made = edit(made, found=Counted(positive=12, tested=40))
    return approve(made) if stage is Stage.READY else made


def do(alert: Alert, verb: Verb) -> Alert:
    match verb:
        case Verb.EDIT:
            return edit(alert, more_en="Ask for a strip.", more_fr="Demandez une bandelette.")
        case Verb.APPROVE:
            return approve(alert)
        case Verb.WITHDRAW:
            return withdraw(alert)
        case Verb.PUBLISH:
            return actions.publish(by="maude", alert=alert.id)
        case Verb.END:
            return actions.end(by="maude", alert=alert.id)
        case Verb.DROP:
            return actions.drop(by="maude", alert=alert.id)


@pytest.mark.parametrize(
    ("stage", "verb"), list(product(Stage, Verb)), ids=lambda word: str(word.value)
)
def test_each_verb_is_done_where_the_table_has_it_and_refused_elsewhere(stage: Stage, verb: Verb):
    alert = at_stage(stage)
    assert alert.stage is stage
    if (stage, verb) in NEXT:
        assert do(alert, verb).stage is NEXT[stage, verb]
        return
    with pytest.raises(Refused):
        do(alert, verb)
    assert reads.alert(alert.id) == alert


def test_what_was_published_stays_until_the_change_is_published():
    alert = edit(publish(), found=Counted(positive=12, tested=40))
    assert alert.shown is not None
    assert alert.shown.found == Counted(positive=9, tested=31)
    alert = actions.publish(by="maude", alert=approve(alert).id)
    assert alert.shown is not None
    assert alert.shown.found == Counted(positive=12, tested=40)
    assert len(alert.messages) == 2


def test_one_cause_is_out_once_and_an_update_is_no_second_one():
    out = publish()
    with pytest.raises(Refused, match="about this is out already"):
        publish()
    changed = edit(out, found=Counted(positive=12, tested=40))
    assert actions.publish(by="maude", alert=approve(changed).id).stage is Stage.LIVE
    withdraw(out)
    assert publish().stage is Stage.LIVE


def test_nobody_approves_what_they_have_not_read():
    alert = draft()
    edit(alert, more_en="New words.", more_fr="D’autres mots.")
    with pytest.raises(Refused, match="changed meanwhile"):
        approve(alert)


@override_settings(VEILLE_ALERTS_TWO_PEOPLE=True)
def test_two_people_where_the_network_asks_for_them():
    alert = draft(by="maude")
    with pytest.raises(Refused, match="ask a colleague"):
        approve(alert, by="maude")
    assert approve(alert, by="noor").approved_by == "noor"


def test_an_alert_ends_by_itself_on_its_day_and_a_withdrawn_one_stays_readable():
    alert = publish()
    ends = reads.today() + timedelta(days=14)
    assert alert.is_live(ends)
    assert alert.stage_on(ends + timedelta(days=1)) is Stage.ENDED
    with clock.pretending(clock.now() + timedelta(days=16)):
        assert reads.live() == []
        assert reads.alert_by_code(alert.code) is not None
    gone = withdraw(alert)
    assert reads.live() == []
    found = reads.alert_by_code(alert.code)
    assert found == gone
    assert found is not None
    assert found.messages[-1].over
    assert draft().code not in {each.code for each in reads.published()}


def strike(entry: Entry) -> None:
    with recording(by="maude") as pen:
        pen.strike(entry, why="typed")


WRONG = [
    ({"substance": ""}, "which substance"),
    ({"ends": "soon"}, "is not a date"),
    ({"found": Counted(positive=4, tested=3)}, "cannot be"),
    ({"more_en": "Only English."}, "both languages"),
    ({"looks_fr": "x" * 161, "looks_en": "x"}, "too long"),
    ({"more_fr": "Une femme.", "more_en": "A woman."}, "may point to a person"),
    ({"substance": "4K7P MXAR HCWT"}, "may point to a person"),
    ({"subject": Subject.OVERDOSES}, "small counts"),
]


@pytest.mark.parametrize(("said", "sentence"), WRONG)
def test_what_an_alert_may_not_say_is_refused_with_a_reason(said: dict[str, object], sentence: str):
    with pytest.raises(Malformed, match=sentence):
        draft(**said)
    assert reads.all_rows() == []


def test_it_begins_today_at_the_latest_and_ends_within_sight():
    today = reads.today()
    for said in (
        {"since": (today + timedelta(days=1)).isoformat()},
        {"ends": (today - timedelta(days=1)).isoformat()},
        {"ends": (today + timedelta(days=61)).isoformat()},
    ):
        with pytest.raises(Malformed):
            draft(**said)


def test_what_the_public_could_read_is_withdrawn_and_never_struck_out():
    alert = publish()
    said = {type(entry.body): entry for entry in entries(alert.id)}
    for body in (facts.AlertPublished, facts.AlertApproved, facts.AlertDrafted):
        with pytest.raises(Refused):
            strike(said[body])
    assert reads.alert(alert.id).stage is Stage.LIVE


def test_an_approval_by_a_wrong_tap_is_struck_out():
    alert = approve(draft())
    approval = next(e for e in entries(alert.id) if isinstance(e.body, facts.AlertApproved))
    strike(approval)
    assert reads.alert(alert.id).stage is Stage.DRAFT


def test_an_alert_of_overdoses_says_a_day_and_no_number():
    alert = publish(subject=Subject.OVERDOSES, substance="", sold_as=None, found=None)
    assert alert.shown == content(subject=Subject.OVERDOSES, substance="", sold_as=None, found=None)


#: Each stage as docs/alerts.en.md calls it.
CALLED = {
    Stage.DRAFT: "draft",
    Stage.APPROVED: "approved",
    Stage.LIVE: "live",
    Stage.CHANGED: "live, changed",
    Stage.READY: "live, change approved",
    Stage.ENDED: "ended",
    Stage.WITHDRAWN: "withdrawn",
    Stage.DROPPED: "set aside",
}


def test_the_table_of_the_documentation_is_the_one_of_the_code():
    page = Path(__file__).parents[3] / "docs" / "alerts.en.md"
    rows = [
        "| " + " | ".join([CALLED[stage], *_after(stage)]) + " |"
        for stage in Stage
        if any(of is stage for of, _verb in NEXT)
    ]
    assert "\n".join(rows) in page.read_text(encoding="utf-8")


def _after(stage: Stage) -> list[str]:
    return [CALLED[NEXT[stage, verb]] if (stage, verb) in NEXT else "–" for verb in Verb]
