"""What an address asks a page for: each choice of those that are offered, and in words what the
address holds besides, so that nobody takes the usual for what was asked."""

from collections.abc import Collection, Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

#: Characters of what the address holds that are shown.
_SHOWN = 40


class Choices:
    """The choices of one address. `names` are those that the page knows; what else stands in the
    address, or is not offered, is left out and said in `wrong`."""

    def __init__(self, asked: QueryDict, *names: str) -> None:
        self._asked = asked
        self.wrong: list[str] = list(_unknown(asked, names))

    def one(self, name: str, offered: Collection[str], usual: str = "") -> str:
        """The choice of this name where it is offered, and else the usual one."""
        text = self._asked.get(name, "")
        if not text or text in offered:
            return text or usual
        self.refuse(name, text)
        return usual

    def any(self, name: str) -> str:
        """Whatever the address holds under this name."""
        return self._asked.get(name, "")

    def refuse(self, name: str, text: str) -> None:
        self.wrong.append(
            _("“%(text)s” in the address is no choice here for “%(name)s”: it was left out.")
            % {"name": name, "text": _short(text)}
        )


def _unknown(asked: QueryDict, names: Collection[str]) -> Iterator[str]:
    here = ", ".join(names)
    for name in asked:
        if name not in names:
            yield _("The address asks for “%(name)s”, which this page does not know: %(here)s.") % {
                "name": _short(name),
                "here": here,
            }


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
