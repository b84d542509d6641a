"""The policy lab below its pages: questions, what levers rest on, and a process that answers."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import veille.foresight as vf
from veille.foresight import evidence
from veille.foresight.lab import desk as desk_of
from veille.foresight.lab.desk import Busy, Desk
from veille.foresight.lab.levers import grounds, levers, places
from veille.foresight.lab.question import Question, plain, read_question, scenario_name, study_text
from veille.foresight.model.levers import LEVERS
from veille.foresight.study.study import Study

from ..waiting import LONGEST_SECONDS

KITS = {"place": "montreal", "years": "1", "a.naloxone_kits": "1800"}


def read(question: Question, folder: Path, **sized: int) -> Study:
    path = folder / "lab.toml"
    path.write_text(study_text(question), encoding="utf-8")
    return vf.load(path).sized(**sized)


@pytest.mark.parametrize("place", places())
@pytest.mark.parametrize("lever", levers())
def test_every_lever_can_be_pulled_to_either_end_in_every_place(
    place: str, lever: str, tmp_path: Path
):
    here, pulled = places()[place], levers()[lever]
    for level in (pulled.least, here.most(pulled)):
        question = read_question({"place": place, f"b.{lever}": f"{level:g}"})
        assert not question.faults
        if level == here.now(pulled):
            assert not question.asked
            continue
        study = read(question, tmp_path)
        assert [each.key for each in study.shown] == ["baseline", "b"]
        assert pulled.kind in {each.kind for each in study.scenario("b").levers}


@pytest.mark.parametrize("lever", levers())
def test_every_lever_says_what_it_rests_on_as_the_evidence_has_it(lever: str):
    found = {each.key: each for each in grounds(levers()[lever], places()["montreal"])}
    entries = evidence.load().entries
    for key in levers()[lever].rests_on:
        assert found[key].assumed == entries[key].assumption
        assert found[key].said
        assert f"{entries[key].value:g}" in found[key].value
    assert levers()[lever].kind in LEVERS


def test_a_question_is_the_same_from_its_own_address():
    question = read_question({**KITS, "c.threshold_g": "2,5", "c.homes": "20", "shown": "c"})
    again = read_question(dict(question.fields()))
    assert again.scenarios == question.scenarios
    assert again.key == question.key
    assert question.shown == "c"
    assert scenario_name(question.scenarios[1]).fr.startswith("C : sans accusation jusqu’à 2,5 g")


@pytest.mark.parametrize("said", ["", "600", "600.0", " 600 "])
def test_a_lever_where_it_is_now_asks_nothing(said: str):
    assert not read_question({**KITS, "a.naloxone_kits": said}).asked


@pytest.mark.parametrize("said", ["-1", "many", "1e9", "999999999", "nan", "1;2", "2.4", "999.5"])
def test_a_number_that_cannot_be_is_named_and_the_lever_stays(said: str):
    question = read_question({**KITS, "a.naloxone_kits": said})
    assert [(each.letter, each.lever.key) for each in question.faults] == [("a", "naloxone_kits")]
    assert not question.asked


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("said", ["2,400", "2 400", "2\u202f400", "2400", "2400,0"])
def test_thousands_are_read_as_people_write_them(said: str, language: str):
    question = read_question({"place": "montreal", "a.naloxone_kits": said}, language)
    assert dict(question.levels("a")) == {"naloxone_kits": 2400.0}


def test_what_can_be_read_in_two_ways_is_asked_back():
    question = read_question({"place": "montreal", "a.homes": "1,125"}, "fr")
    assert not question.asked
    assert question.faults[0].why.fr == (
        "«\u202f1,125\u202f» peut se lire de deux façons. Écrivez 1125 ou 1,1250."
    )


@pytest.mark.parametrize(
    ("lever", "said"), [("fixed_sites", "2.5"), ("mobile_sites", "0,5"), ("smoking_seats", "1/2")]
)
def test_there_is_no_part_of_a_site(lever: str, said: str):
    question = read_question({"place": "montreal", f"a.{lever}": said})
    assert not question.asked
    assert "not a whole number" in question.faults[0].why.en


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("lever", levers())
def test_what_an_address_holds_is_read_as_it_was_written(lever: str, language: str):
    here, pulled = places()["montreal"], levers()[lever]
    steps = (pulled.least, pulled.least + pulled.step, here.most(pulled))
    for level in steps if pulled.whole else (*steps, pulled.least + 0.25):
        question = read_question({"place": "montreal", f"a.{lever}": plain(level)}, language)
        assert not question.faults
        assert level in (here.now(pulled), *question.levels("a").values())


def test_what_an_address_gives_more_than_once_is_left_out_and_named():
    question = read_question({**KITS, "a.homes": "5"}, twice=["a.naloxone_kits", "place", "shown"])
    assert question.twice == ("a.naloxone_kits", "place")
    assert dict(question.levels("a")) == {"homes": 5.0}


def test_what_another_place_has_now_is_no_lever_here():
    kept = {"place": "toronto", "was": "montreal", "a.naloxone_kits": "600", "a.operations": "2"}
    assert dict(read_question(kept).levels("a")) == {"operations": 2.0}


def test_more_places_of_treatment_come_with_whoever_starts_sooner(tmp_path: Path):
    question = read_question({"place": "montreal", "a.agonist_access": "3"})
    kinds = {each.kind: each.level for each in read(question, tmp_path).scenario("a").levers}
    assert kinds == {"agonist_capacity": 7500, "agonist_access": 3}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def until(desk: Desk, question: Question, draws: int, *, again: bool = False) -> dict[str, Any]:
    end = time.monotonic() + 6 * LONGEST_SECONDS
    found = desk.ask(question, again=again)
    while found.get("draws", 0) < draws and found["state"] != "failed":
        assert time.monotonic() < end, found.get("state")
        time.sleep(0.05)
        found = desk.ask(question)
    return found


def settled(desk: Desk, question: Question, state: str) -> dict[str, Any]:
    end = time.monotonic() + 6 * LONGEST_SECONDS
    while (found := desk.read(question.key)).get("state") != state:
        assert time.monotonic() < end, found.get("state")
        time.sleep(0.05)
    return found


@pytest.mark.process
def test_an_answer_grows_sharper_stops_goes_on_and_is_what_its_study_gives(
    desk: Desk, tmp_path: Path
):
    question = read_question(KITS)
    assert until(desk, question, 2)["draws"] >= 2
    first = until(desk, question, 6)
    assert first["fr"]["figures"][0]["svg"].startswith("<svg")

    desk.stop(question)
    assert desk.ask(question)["state"] == "stopped"  # who looks on does not set it going again
    stopped = settled(desk, question, "stopped")
    assert 6 <= stopped["draws"] < 60
    assert desk.ask(question)["state"] == "stopped"

    draws = stopped["draws"]
    repeated = vf.run(read(question, tmp_path, draws=draws))
    for row in stopped["rows"]:
        if row["outcome"] == "overdose_deaths" and row["scenario"] == "a":
            assert row["more_mean"] == pytest.approx(repeated.more("a", "overdose_deaths").mean)

    assert desk.ask(question, again=True)["state"] == "running"
    assert until(desk, question, draws + 1)["draws"] > draws


@pytest.mark.process
def test_no_more_than_so_many_questions_are_on_their_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(desk_of, "MOST_AT_ONCE", 2)
    kits = [read_question({**KITS, "a.naloxone_kits": f"{n}"}) for n in (700, 800, 900)]
    desk.ask(kits[0])
    desk.ask(kits[1])
    with pytest.raises(Busy):
        desk.ask(kits[2])
    desk.ask(kits[0])  # who is there already stays


@pytest.mark.process
def test_a_process_that_died_is_begun_again_and_what_it_wrote_stays(desk: Desk):
    question = read_question(KITS)
    before = until(desk, question, 2)["draws"]
    assert desk._worker is not None
    desk._worker.kill()
    desk._worker.wait()
    assert desk.read(question.key)["draws"] >= before
    assert until(desk, question, before + 1)["draws"] > before
