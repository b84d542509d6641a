"""A room of care's part in a play."""

from typing import TYPE_CHECKING

from veille.rehearsal.extra import Extra

if TYPE_CHECKING:
    from .play import Play


class CareExtra(Extra):
    play: "Play"
