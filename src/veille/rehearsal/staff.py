"""Who works in a play."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Worker:
    """One account of the play's own. Facts hold `account` as `by`. `signs_in`: people at a demo
    sign in with it."""

    account: str
    name: str
    role: str
    site: str
    signs_in: bool = False
