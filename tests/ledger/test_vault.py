"""The vault: what is sealed about a person opens while their key exists, and never again."""

import sqlite3
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from veille.care import facts
from veille.care.area import PERSON
from veille.care.tables import PersonRow
from veille.ledger import replay
from veille.ledger.facts import Sealed
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.recording import batch, recording
from veille.ledger.refusal import Refused
from veille.ledger.vault import Vault, _as_compared_before, make_secrets, vault

from ..waiting import LONGEST_SECONDS


def _bytes_of(path: Path) -> bytes:
    """Everything that the vault's files hold on the disk."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def test_what_is_sealed_opens_for_its_subject_alone(folder: Path) -> None:
    sealed = vault().seal("anna", "lynx à Montréal")
    assert "lynx" not in sealed
    assert vault().open("anna", sealed) == "lynx à Montréal"
    assert vault().open("luc", sealed) is None
    vault().seal("luc", "other")
    assert vault().open("luc", sealed) is None
    assert vault().open("anna", None) is None


def test_the_same_words_never_look_the_same(folder: Path) -> None:
    assert vault().seal("anna", "lynx") != vault().seal("anna", "lynx")


@pytest.mark.parametrize("broken", ["not base64 at all!", "AAAA", "", "=", "é"])
def test_what_was_never_sealed_here_opens_to_nothing(folder: Path, broken: str) -> None:
    """A fact from elsewhere may hold anything; a page that shows it must open all the same."""
    vault().seal("anna", "lynx")
    assert vault().open("anna", Sealed(broken)) is None


@pytest.mark.parametrize(
    ("chosen", "typed", "found"),
    [
        ("Renée", "renee", True),
        ("Renée", "RENÉE", True),
        ("Rene\u0301e", "Ren\u00e9e", True),
        ("F-TREM-1988", "ftrem1988", True),
        ("F-TREM-1988", "f trem 1988", True),
        ("F-TREM-1988", "F–TREM–1988", True),
        ("Straße", "STRASSE", True),
        ("le lynx", "LeLynx", True),
        ("Renée", "René", False),
        ("F-TREM-1988", "F-TREM-1989", False),
    ],
)
def test_a_person_is_found_however_the_handle_is_typed(
    folder: Path, chosen: str, typed: str, found: bool
) -> None:
    vault().know("anna", chosen)
    assert vault().find(typed) == (["anna"] if found else [])


@pytest.mark.parametrize("handle", ["Cœur", "Łucja", "सीमा"])
def test_who_was_noted_when_handles_were_compared_otherwise_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, handle: str
) -> None:
    before = partial(Vault._trace, as_compared=_as_compared_before)
    with monkeypatch.context() as then:
        then.setattr(Vault, "_trace", lambda *asked: before(*asked[:3]))
        vault().know("anna", handle)
    assert vault().find(handle) == ["anna"]


def test_two_people_may_choose_one_handle(folder: Path) -> None:
    for person in ("b", "a", "b"):
        vault().know(person, "lynx")
    assert vault().find("lynx") == ["a", "b"]
    vault().destroy("a")
    assert vault().find("lynx") == ["b"]


def test_nobody_can_read_a_handle_in_the_vaults_files(folder: Path) -> None:
    vault().know("anna", "lynx-of-the-night")
    sealed = vault().seal("anna", "lynx-of-the-night")
    held = _bytes_of(folder / "vault.sqlite3")
    for words in (b"lynx-of-the-night", b"lynxofthenight", sealed.encode()):
        assert words not in held
    other = Vault(folder / "another.sqlite3", folder / "vault.secrets")
    assert other.open("anna", sealed) is None
    other.close()


def test_a_destroyed_key_is_not_even_in_the_files_bytes(folder: Path) -> None:
    path = folder / "vault.sqlite3"
    people = [new_id() for _ in range(50)]
    for person in people:
        vault().seal(person, "lynx")
        vault().know(person, person)
    gone = people[20]
    with_key = (
        vault()
        ._db.execute("SELECT wrapped FROM subject_key WHERE subject = ?", (gone,))
        .fetchone()[0]
    )
    traces = [with_key, vault()._trace(gone), gone.encode()]
    assert all(trace in _bytes_of(path) for trace in traces)
    vault().destroy(gone)
    assert [trace in _bytes_of(path) for trace in traces] == [False, False, False]
    assert people[21].encode() in _bytes_of(path)
    vault().destroy(gone)


def test_a_key_is_forgotten_while_others_read(folder: Path) -> None:
    """A reader on another connection must not keep a destroyed key in the log."""
    sealed = vault().seal("anna", "lynx")
    wrapped = vault()._db.execute("SELECT wrapped FROM subject_key").fetchone()[0]
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            vault().open("luc", sealed)
            vault().find("lynx")
        vault().close()

    readers = [threading.Thread(target=read, daemon=True) for _ in range(2)]
    for reader in readers:
        reader.start()
    vault().destroy("anna")
    stop.set()
    for reader in readers:
        reader.join()
    assert wrapped not in _bytes_of(folder / "vault.sqlite3")


def test_a_new_vault_is_opened_while_another_writes_in_it(folder: Path) -> None:
    """SQLite has no patience of its own for the change to a log that is written ahead."""
    other = sqlite3.connect(folder / "new.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    ends.start()
    opened = Vault(folder / "new.sqlite3", folder / "vault.secrets")
    assert opened.open("anna", opened.seal("anna", "lynx")) == "lynx"
    ends.join()
    opened.close()
    other.close()


def test_two_threads_that_make_one_subjects_key_agree(folder: Path) -> None:
    sealed: list[tuple[str, Sealed]] = []
    ready = threading.Barrier(4, timeout=LONGEST_SECONDS)

    def seal() -> None:
        for number in range(20):
            ready.wait()
            sealed.append((str(number), vault().seal(str(number), "lynx")))
        vault().close()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [vault().open(*one) for one in sealed] == ["lynx"] * 80


def test_secrets_are_never_overwritten_and_are_their_owners_alone(folder: Path) -> None:
    path = folder / "vault.secrets"
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        make_secrets(path)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600


def test_missing_secrets_are_said(folder: Path) -> None:
    with pytest.raises(Refused, match="nowhere"):
        Vault(folder / "vault.sqlite3", folder / "nowhere")


def test_the_secrets_of_another_installation_are_said(folder: Path) -> None:
    sealed = vault().seal("anna", "lynx")
    make_secrets(folder / "other.secrets")
    wrong = Vault(folder / "vault.sqlite3", folder / "other.secrets")
    with pytest.raises(Refused, match="secrets"):
        wrong.open("anna", sealed)
    wrong.close()


def test_forgetting_makes_history_countable_and_silent(node: Node) -> None:
    people = []
    for _ in range(3):
        person = new_id()
        with recording(by="anna", place="here") as pen:
            pen.note(PERSON, person, facts.PersonWelcomed(vault().seal(person, "lynx")))
            vault().know(person, "lynx")
        people.append(person)
    with recording(by="luc") as pen:
        pen.forget(people[1])
    rows = {row.id: row for row in PersonRow.objects.all()}
    assert len(rows) == 3
    assert [rows[p].forgotten for p in people] == [False, True, False]
    assert [vault().open(p, rows[p].handle) for p in people] == ["lynx", None, "lynx"]
    assert vault().find("lynx") == [people[0], people[2]]


def test_a_key_that_came_back_is_destroyed_again_by_a_rebuild(node: Node) -> None:
    """An older copy of the vault, put back by hand, brings nobody back."""
    person = new_id()
    with recording(by="anna", place="here") as pen:
        sealed = vault().seal(person, "lynx")
        pen.note(PERSON, person, facts.PersonWelcomed(sealed))
    key = vault()._key(person)
    assert key is not None
    with recording(by="luc") as pen:
        pen.forget(person)
    vault()._db.execute(
        "INSERT INTO subject_key VALUES (?, ?)", (person, aes_key_wrap(vault()._wrapping, key))
    )
    assert vault().open(person, sealed) == "lynx"
    replay.rebuild()
    assert vault().open(person, sealed) is None


def test_the_same_words_in_another_domain_lead_to_nobody(folder: Path) -> None:
    vault().seal("visitor", "lynx")
    vault().know("visitor", "lynx")
    vault().know("party", "lynx", "commission")
    assert vault().find("lynx") == ["visitor"]
    assert vault().find("lynx", "commission") == ["party"]
    assert vault().find("commission lynx") == vault().find("lynx", "elsewhere") == []
    vault().destroy("party")
    assert vault().find("lynx", "commission") == []


def test_in_a_batch_keys_wait_for_the_disk_once_and_afterwards_each_does_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr("veille.ledger.vault.os.fsync", flushed.append)
    synchronous = "PRAGMA synchronous"
    (as_always,) = vault()._db.execute(synchronous).fetchone()
    with vault().flushing_once():
        sealed = [(name, vault().seal(name, "lynx")) for name in ("anna", "luc", "marie")]
        assert vault()._db.execute(synchronous).fetchone() < (as_always,)
        assert not flushed
    assert len(flushed) == 1
    assert vault()._db.execute(synchronous).fetchone() == (as_always,)
    assert [vault().open(*one) for one in sealed] == ["lynx"] * 3


class TestWithTheLedger:
    """What the vault says goes with the transaction that it belongs to."""

    def _welcome(self, person: str, handle: str = "lynx") -> None:
        with recording(by="anna", place="here") as pen:
            pen.note(PERSON, person, facts.PersonWelcomed(vault().seal(person, handle)))
            vault().know(person, handle)

    def test_a_welcome_that_is_rolled_back_leaves_no_trace(self, node: Node) -> None:
        with suppress(ZeroDivisionError), batch():
            self._welcome(new_id())
            raise ZeroDivisionError
        assert vault().find("lynx") == []
        assert PersonRow.objects.count() == 0

    def test_what_was_known_before_is_known_after_a_rollback(self, node: Node) -> None:
        person = new_id()
        self._welcome(person)
        with suppress(ZeroDivisionError), recording(by="luc"):
            vault().unknow(person, "lynx")
            vault().know(person, "wolf")
            raise ZeroDivisionError
        assert vault().find("lynx") == [person]
        assert vault().find("wolf") == []

    def test_within_a_batch_only_what_was_refused_is_taken_back(self, node: Node) -> None:
        first, second = new_id(), new_id()
        with batch():
            self._welcome(first)
            with suppress(ZeroDivisionError), recording(by="luc"):
                vault().know(second, "lynx")
                raise ZeroDivisionError
        assert vault().find("lynx") == [first]

    def test_a_key_outlives_a_forgetting_that_is_rolled_back(self, node: Node) -> None:
        person = new_id()
        self._welcome(person)
        sealed = vault().seal(person, "limps")
        with suppress(ZeroDivisionError), recording(by="luc") as pen:
            pen.forget(person)
            raise ZeroDivisionError
        assert vault().open(person, sealed) == "limps"
        assert vault().waiting() == {}

    def test_a_machine_that_stops_after_the_commit_destroys_when_it_is_opened(
        self, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person, other = new_id(), new_id()
        self._welcome(person)
        self._welcome(other, "wolf")
        with monkeypatch.context() as stopped:
            stopped.setattr(Vault, "destroy_all", lambda self, subjects: None)
            with recording(by="luc") as pen:
                pen.forget(person)
        vault()._db.execute("INSERT INTO to_destroy VALUES (?, ?)", (other, new_id()))
        assert vault().find("lynx") == [person]
        replay.destroy_what_waits()
        assert vault().find("lynx") == []
        assert vault().find("wolf") == [other]
        assert vault().waiting() == {}

    def test_a_reader_that_holds_the_log_is_said(
        self, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Until it ends, the key stands in the log; then a rebuild empties it."""
        person = new_id()
        self._welcome(person)
        (wrapped,) = vault()._db.execute("SELECT wrapped FROM subject_key").fetchone()
        vault()._db.execute("PRAGMA busy_timeout = 50")
        reader = sqlite3.connect(vault().path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM subject_key").fetchone()
        with pytest.raises(Refused, match="another program"), recording(by="luc") as pen:
            pen.forget(person)
        assert PersonRow.objects.get().forgotten
        assert list(vault().waiting()) == [person]
        assert wrapped in _bytes_of(vault().path)
        reader.close()
        replay.rebuild()
        assert vault().waiting() == {}
        assert wrapped not in _bytes_of(vault().path)
