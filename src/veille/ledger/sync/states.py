"""How a node stands at the hub, and what changes it: the table that the hub goes by, and from
which the page of the protocol is made."""

from .words import Event, Standing

S, E = Standing, Event

#: Standing → what happens → standing after it. What is not here changes nothing.
NEXT: dict[Standing, dict[Event, Standing]] = {
    S.PAIRED: {
        E.TOOK_ALL: S.WHOLE,
        E.TOOK_SOME: S.BEHIND,
        E.CLOCK_AHEAD: S.CLOCK,
        E.FORKED: S.TWO_HISTORIES,
        E.MISFITTED: S.APART,
        E.REPLACED_BY: S.REPLACED,
        E.REVOKED_BY: S.REVOKED,
    },
    S.WHOLE: {
        E.TOOK_SOME: S.BEHIND,
        E.CLOCK_AHEAD: S.CLOCK,
        E.FORKED: S.TWO_HISTORIES,
        E.MISFITTED: S.APART,
        E.REPLACED_BY: S.REPLACED,
        E.REVOKED_BY: S.REVOKED,
    },
    S.BEHIND: {
        E.TOOK_ALL: S.WHOLE,
        E.CLOCK_AHEAD: S.CLOCK,
        E.FORKED: S.TWO_HISTORIES,
        E.MISFITTED: S.APART,
        E.REPLACED_BY: S.REPLACED,
        E.REVOKED_BY: S.REVOKED,
    },
    S.CLOCK: {
        E.TOOK_ALL: S.WHOLE,
        E.LET_IN: S.BEHIND,
        E.FORKED: S.TWO_HISTORIES,
        E.MISFITTED: S.APART,
        E.REPLACED_BY: S.REPLACED,
        E.REVOKED_BY: S.REVOKED,
    },
    # What follows the history that came first is taken in all the same; a person settles it.
    S.TWO_HISTORIES: {
        E.LET_IN: S.BEHIND,
        E.REPLACED_BY: S.REPLACED,
        E.REVOKED_BY: S.REVOKED,
    },
    S.APART: {
        E.TOOK_ALL: S.WHOLE,
        E.LET_IN: S.BEHIND,
        E.CLOCK_AHEAD: S.CLOCK,
        E.FORKED: S.TWO_HISTORIES,
        E.REPLACED_BY: S.REPLACED,
        E.REVOKED_BY: S.REVOKED,
    },
    S.REPLACED: {
        E.LET_IN: S.BEHIND,
        E.REVOKED_BY: S.REVOKED,
    },
    S.REVOKED: {},
}

#: Nothing more of these is taken in.
CLOSED = frozenset({S.REPLACED, S.REVOKED})
#: Where a person must see to it.
NEEDS_A_PERSON = frozenset({S.CLOCK, S.TWO_HISTORIES, S.APART})


def after(standing: Standing, event: Event) -> Standing:
    return NEXT[standing].get(event, standing)
