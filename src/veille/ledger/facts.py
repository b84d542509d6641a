"""A fact: something that happened, written once by the node that saw it, never changed.

The header is the same for every area; the body is typed, and its type is the area's.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, NewType

import msgspec

#: A time that says where it was noon: without an offset it would name no moment.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]

#: Characters of the longest free text that an entry keeps.
LONGEST_NOTE = 2_000
#: Text that only the vault can open (see vault.py).
Sealed = NewType("Sealed", str)


class Body(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a kind of fact says. A subclass is one kind; its docstring says when it is written.

    `version` rises when fields change their meaning; `upgrade` then turns the JSON of one
    version into that of the next. A field that is only added needs neither: give it a default.
    """

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def upgrade(cls, version: int, old: dict[str, Any]) -> dict[str, Any]:
        """`old`, written as `version`, in the shape of `version` + 1."""
        raise ValueError(f"{cls.kind} has no way up from version {version}")


class Unknown(msgspec.Struct, frozen=True):
    """The body of a kind, or of a version, that this Veille does not know: kept as it came."""

    json: bytes


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One fact as it is stored and exported: its body is still JSON.

    `at` is when it happened, `noted` when it was written; both in UTC, to the microsecond.
    `hash` is SHA-256 over the node's previous hash and everything else here.
    """

    id: str
    node: str
    seq: int
    kind: str
    v: int
    about: str
    place: str
    at: Moment
    noted: Moment
    by: str
    rehearsal: bool
    body: msgspec.Raw
    hash: str

    @property
    def order(self) -> tuple[datetime, str, int]:
        """The one order in which facts fold, on whichever node and however late they came."""
        return (self.noted, self.node, self.seq)


class Wording(msgspec.Struct, frozen=True):
    """What an entry said, and who said so: its first wording or one that a correction gave it."""

    at: datetime
    body: Body | Unknown | None
    by: str
    noted: datetime
    why: str = ""
    note: Sealed | None = None


class Entry(msgspec.Struct, frozen=True):
    """A fact as it is read: body decoded, corrections applied.

    `earlier` holds what it said before, the oldest first; empty where it was never
    corrected. `struck` is true where the latest correction says that it did not happen:
    folds never see such an entry, the history does.
    """

    id: str
    node: str
    seq: int
    kind: str
    about: str
    place: str
    at: datetime
    noted: datetime
    by: str
    rehearsal: bool
    body: Body | Unknown
    earlier: tuple[Wording, ...] = ()
    latest: Wording | None = None
    struck: bool = False


#: The body of a correction of the time alone. Not None: msgspec reads no `Raw | None`.
NO_BODY = msgspec.Raw(b"null")

# The ledger's own kinds: the four things that can be said of facts themselves.


class NodeBegan(Body, frozen=True):
    """The first fact of every node: on `init`, and on `restore`, which makes a new node.

    `after_node` and `after_seq` name the node whose facts a restored one carries on from.
    """

    kind: ClassVar[str] = "ledger.node.began"

    name: str
    after_node: str = ""
    after_seq: int = 0


class Corrected(Body, frozen=True):
    """An entry said something wrong; this is what it should have said. Written by `correct`.

    `changes` are the fields that were wrong, as version `v` of the kind has them; null where only
    the time was. They are merged over what is stored: what they do not name stays, be it a field
    that the node which corrects does not know. With `whole` they are a whole body, as the first
    version of corrections had it. `why` is a code that the area offers; free words are sealed.
    """

    kind: ClassVar[str] = "ledger.entry.corrected"
    version: ClassVar[int] = 2

    fact: str
    why: str
    at: Moment | None = None
    changes: msgspec.Raw = NO_BODY
    v: int = 1
    note: Sealed | None = None
    whole: bool = False

    @classmethod
    def upgrade(cls, version: int, old: dict[str, Any]) -> dict[str, Any]:
        body = old.get("body")
        rest = {name: value for name, value in old.items() if name != "body"}
        return rest if body is None else rest | {"changes": body, "whole": True}


class Struck(Body, frozen=True):
    """An entry says something that did not happen (a wrong tap). Written by `strike`."""

    kind: ClassVar[str] = "ledger.entry.struck"

    fact: str
    why: str
    note: Sealed | None = None


class Forgotten(Body, frozen=True):
    """A person asked to be forgotten; their key was destroyed. `about` is that person.

    Read again on rebuild, import and restore, so that no copy brings the key back.
    """

    kind: ClassVar[str] = "ledger.person.forgotten"


OWN_KINDS: tuple[type[Body], ...] = (NodeBegan, Corrected, Struck, Forgotten)


def encode_body(body: Body) -> bytes:
    return msgspec.json.encode(body)


def same_words(one: Body, other: Body) -> bool:
    """Whether two bodies say the same."""
    return encode_body(one) == encode_body(other)


def changes_between(one: msgspec.Struct, other: msgspec.Struct) -> dict[str, Any]:
    """The fields of `other` that say something else than those of `one`, a struct of its type;
    of a struct within it, only its own fields that do."""
    changes: dict[str, Any] = {}
    for name in one.__struct_fields__:
        before, after = getattr(one, name), getattr(other, name)
        if before == after:
            continue
        alike = isinstance(after, msgspec.Struct) and type(before) is type(after)
        changes[name] = changes_between(before, after) if alike else after
    return changes


def merged(stored: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A body's JSON with these fields changed, and the rest as it was."""
    whole = dict(stored)
    for name, value in changes.items():
        before = stored.get(name)
        inside = isinstance(value, dict) and isinstance(before, dict)
        whole[name] = merged(before, value) if inside else value  # type: ignore[arg-type]
    return whole


class Decoders:
    """Turns stored bodies into their types, and keeps what it does not know."""

    def __init__(self, kinds: tuple[type[Body], ...]) -> None:
        self._of = {body.kind: (body, msgspec.json.Decoder(body)) for body in kinds}

    def decode(self, kind: str, version: int, json: bytes | msgspec.Raw) -> Body | Unknown:
        """The typed body; Unknown for a kind or a later version that this Veille lacks.

        Raises msgspec.ValidationError where the JSON does not fit the type.
        """
        known = self._of.get(kind)
        if known is None or version > known[0].version:
            return Unknown(bytes(json))
        body, decoder = known
        if version < body.version:
            # Encoded once more, so that an upgraded body is read exactly as one that was stored.
            found = self.upgraded(kind, msgspec.json.decode(json), version, body.version)
            json = msgspec.json.encode(found)
        return decoder.decode(json)

    def upgraded(self, kind: str, data: dict[str, Any], version: int, to: int) -> dict[str, Any]:
        """The JSON of one version as a later one has it, step by step.

        Raises ValueError where this Veille knows no such version.
        """
        body = self._of[kind][0]
        if to > body.version:
            raise ValueError(f"{kind} is known here to version {body.version}, not {to}")
        for step in range(version, to):
            data = body.upgrade(step, data)
        return data

    def fields(self, kind: str) -> tuple[str, ...]:
        """The fields of a kind that this Veille knows."""
        return self._of[kind][0].__struct_fields__

    def __contains__(self, kind: str) -> bool:
        return kind in self._of
