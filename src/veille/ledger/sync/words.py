"""The protocol's own words. What people read of them stands in `sentences.py`."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a node is for. It decides which facts it may write, and which reach it."""

    SITE = "site"
    LAB = "lab"
    COMMISSION = "commission"
    HUB = "hub"


class Standing(StrEnum):
    """How a node stands at the hub."""

    PAIRED = "paired"
    WHOLE = "whole"
    BEHIND = "behind"
    CLOCK = "clock"
    TWO_HISTORIES = "two-histories"
    APART = "apart"
    REPLACED = "replaced"
    REVOKED = "revoked"


class Event(StrEnum):
    """What changes how a node stands."""

    TOOK_ALL = "took-all"
    TOOK_SOME = "took-some"
    CLOCK_AHEAD = "clock-ahead"
    FORKED = "forked"
    MISFITTED = "misfitted"
    LET_IN = "let-in"
    REPLACED_BY = "replaced-by"
    REVOKED_BY = "revoked-by"


class Notice(StrEnum):
    """Why a batch was not opened, or what the other side says of it."""

    GARBLED = "garbled"
    NO_BUNDLE = "no-bundle"
    NO_CARD = "no-card"
    CODE = "code"
    NEWER = "newer"
    OTHER_NETWORK = "other-network"
    UNKNOWN_NODE = "unknown-node"
    SIGNATURE = "signature"
    REVOKED = "revoked"
    REPLACED = "replaced"
    NOT_PAIRED = "not-paired"


class OwnTrouble(StrEnum):
    """What a node learns of itself from the hub's signed receipts."""

    #: The hub has more of this node than it has itself: its disk was put back.
    PUT_BACK = "put-back"
    #: The hub has another fact of the same number: a copy of this box has been writing.
    TWO_HISTORIES = "two-histories"


class NotTaken(Exception):
    """A batch of which nothing was taken in. Nothing was written."""

    def __init__(self, notice: Notice, sender: str = "") -> None:
        super().__init__(notice)
        self.notice = notice
        self.sender = sender
