"""People: handles without a legal identity, agreement, and being forgotten."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.care import actions, corrections, facts, reads
from veille.care.handles import Handle, codes_near, heard_as, may_be_a_legal_name, read_handle
from veille.care.words import CorrectionReason, Gender, HeardOf, LeavingReason
from veille.ledger import replay
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import plain_handle, vault

from .scene import arrive, everything, leave, welcome

HANDLES = [
    ("lynx", Handle("lynx")),
    ("  le   lynx ", Handle("le lynx")),
    ("Renée 88", Handle("Renée 88")),
    ("F-TREM-1988", Handle("F-TREM-1988", Gender.WOMAN, 1988)),
    ("ftrem1988", Handle("F-TREM-1988", Gender.WOMAN, 1988)),
    ("m trem 1960", Handle("M-TREM-1960", Gender.MAN, 1960)),
    ("X–TREM–1999", Handle("X-TREM-1999", Gender.OTHER, 1999)),
    ("f‑trém‑1988", Handle("F-TREM-1988", Gender.WOMAN, 1988)),
    ("F - CŒUR - 1988", Handle("F - CŒUR - 1988")),
    ("x - trem - 1999", Handle("X-TREM-1999", Gender.OTHER, 1999)),
    ("F-TRE-1988", Handle("F-TRE-1988")),
    ("F-TREMB-1988", Handle("F-TREMB-1988")),
    ("x" * 40, Handle("x" * 40)),
]
REFUSED_HANDLES = [
    "",
    " ",
    "x",
    "--",
    "é",
    "x" * 41,
    "x" * 1_000_000,
    "TREM 8812 3456",
    "514-555-0199",
    "lynx 12345",
    "٥١٤٥٥٥٠١٩٩",
    "F-TREM-1888",
    "F-TREM-2999",
    "M-TREM-0000",
    "Ren\u202eard",
    "Ren\u200bard",
    "Anonyme",
    "anonymous",
]


@pytest.mark.parametrize(("text", "handle"), HANDLES)
def test_a_handle_is_a_word_or_the_networks_code(text: str, handle: Handle) -> None:
    assert read_handle(text) == handle


@pytest.mark.parametrize("text", REFUSED_HANDLES, ids=lambda text: text[:20])
def test_what_names_nobody_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_handle(text)
    assert len(str(refused.value)) < 200


SAME = [
    ("Sirop Calme", "SIROP  calmé"),
    ("Cœur", "coeur"),
    ("Ægir", "aegir"),
    ("Øystein", "oystein"),
    ("Łucja", "lucja"),
    ("Işık", "isik"),
    ("Ἀθηνᾶ", "αθηνα"),
    ("Ёлка", "елка"),
]
TWO_PEOPLE = [("सीमा", "सोम"), ("が", "か"), ("שָׁלוֹם", "שלום"), ("lynx", "lynx2")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_handle_is_known_however_it_is_accented(one: str, other: str) -> None:
    assert plain_handle(one) == plain_handle(other)


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_where_a_mark_is_a_vowel_two_words_are_two_people(one: str, other: str) -> None:
    assert plain_handle(one) != plain_handle(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sirop Calme", "Syrop Kalme"),
        ("Zéphyr", "Sefir"),
        ("Corbeau", "Korbo"),
        ("Ti-Loup", "tiloup"),
        ("Goéland", "Goélan"),
        ("Matelot", "Mattelo"),
    ],
)
def test_words_that_are_heard_alike_have_one_key(one: str, other: str) -> None:
    assert heard_as(one) == heard_as(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Loup", "Lune"), ("Sirop Calme", "Sirop Doux")])
def test_words_that_are_heard_otherwise_have_two(one: str, other: str) -> None:
    assert heard_as(one) != heard_as(other)


@pytest.mark.parametrize("text", ["F-TREM-1988", "f trem 1988", "सीमा", "Ze"])
def test_a_code_and_what_is_not_heard_in_french_or_english_have_none(text: str) -> None:
    assert heard_as(text) == ""


NAMES = ["Jean Tremblay", "Marie-Ève Roy", "Anne Marie O’Neil", "Αννα Παππά", "TREM 8812"]
NAMES += ["Dr. Jean Tremblay", "Dr. Roy", "Mme Tremblay", "M. Roy"]
NO_NAMES = [
    "Renard",
    "sirop calme",
    "Le lynx",
    "Lynx 88",
    "F-TREM-1988",
    "A B",
    "le dr lynx",
    "Dr.",
]


@pytest.mark.parametrize(
    ("text", "asked"), [*((n, True) for n in NAMES), *((n, False) for n in NO_NAMES)]
)
def test_what_has_the_shape_of_a_legal_name_is_asked_about(text: str, asked: bool) -> None:
    assert may_be_a_legal_name(read_handle(text)) is asked


def test_the_years_around_a_code_are_two_more_looks_and_none_of_a_word() -> None:
    near = codes_near(read_handle("m vêti 1956"))
    assert [code.text for code in near] == ["M-VETI-1955", "M-VETI-1957"]
    assert codes_near(read_handle("Renard")) == []


@settings(database=None, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_handle_or_is_refused(text: str) -> None:
    try:
        handle = read_handle(text)
    except Malformed:
        return
    assert len(handle.text) <= 40
    assert len(plain_handle(handle.text)) >= 2


@pytest.mark.usefixtures("site")
def test_a_first_visit_is_remembered_sealed() -> None:
    person = welcome("ftrem1988", heard_of=HeardOf.FRIEND, postal="h2x 1y4")
    row = reads.person(person)
    assert (row.gender, row.birth_year, row.postal, row.heard_of) == ("F", 1988, "H2X", "friend")
    assert "TREM" not in row.handle
    assert vault().open(person, row.handle) == "F-TREM-1988"
    assert vault().find("f trem 1988") == [person]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "told",
    [
        {"agreed": False},
        {"handle": "x" * 1_000_000},
        {"handle": "TREM 8812 3456"},
        {"postal": "90210"},
        {"postal": "Montréal"},
        {"birth_year": 88},
        {"birth_year": 99_999},
    ],
)
def test_a_first_visit_that_cannot_be_writes_nothing(told: dict[str, Any]) -> None:
    before = everything()
    with pytest.raises(Malformed):
        welcome(**told)
    assert everything() == before
    assert vault().find("lynx") == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("unknown", "unknown"),
        ("none", "none"),
        ("", "unknown"),
        (" h3a", "H3A"),
        ("G1R 5M8", "G1R"),
    ],
)
def test_a_postal_code_is_kept_by_its_beginning_alone(told: str, kept: str) -> None:
    assert reads.person(welcome(postal=told)).postal == kept


@pytest.mark.usefixtures("site")
class TestForgetting:
    def test_history_is_countable_and_nobody_finds_them(self) -> None:
        person = welcome("lynx")
        visit = leave(arrive(person, note="limps"), consumed=False, reason=LeavingReason.MIND)
        note = entries(visit.id)[0].body.note
        assert vault().open(person, note) == "limps"
        corrections.forget(by="nora", person=person)
        assert vault().find("lynx") == []
        assert vault().open(person, reads.person(person).handle) is None
        assert vault().open(person, note) is None
        assert (reads.person(person).forgotten, reads.visit_count_of(person)) == (True, 1)
        before = everything()
        replay.rebuild()
        assert everything() == before

    def test_a_forgotten_visitor_does_not_come_back_by_that_handle(self) -> None:
        person = welcome("lynx")
        corrections.forget(by="nora", person=person)
        with pytest.raises(Absent):
            arrive(person)
        again = welcome("lynx")
        assert vault().find("lynx") == [again]

    def test_no_more_words_are_kept(self) -> None:
        """A note after forgetting would make a key anew."""
        person = welcome("lynx")
        visit = leave(arrive(person), consumed=False, reason=LeavingReason.MIND)
        corrections.forget(by="nora", person=person)
        before = everything()
        with pytest.raises(Refused):
            actions.write_note(by="anna", visit=visit.id, note="was Renée")
        arrival = entries(visit.id)[0]
        with pytest.raises(Refused):
            corrections.strike(by="anna", entry_id=arrival.id, why=CorrectionReason.OTHER, note="x")
        welcomed = entries(person)[0]
        with pytest.raises(Refused):
            corrections.correct(
                by="anna",
                entry_id=welcomed.id,
                why=CorrectionReason.OTHER,
                body=facts.PersonWelcomed(welcomed.body.handle, postal="H2X"),
            )
        assert everything() == before
        assert vault()._key(person) is None

    def test_nobody_is_forgotten_while_here_nor_twice(self) -> None:
        person = welcome("lynx")
        visit = arrive(person)
        with pytest.raises(Refused):
            corrections.forget(by="nora", person=person)
        assert vault().find("lynx") == [person]
        leave(visit, consumed=False, reason=LeavingReason.MIND)
        corrections.forget(by="nora", person=person)
        with pytest.raises(Refused):
            corrections.forget(by="nora", person=person)

    @pytest.mark.parametrize("person", ["0195a1" * 5 + "7f", "0" * 32])
    def test_who_is_not_here_cannot_be_forgotten(self, person: str) -> None:
        with pytest.raises(Absent):
            corrections.forget(by="nora", person=person)
