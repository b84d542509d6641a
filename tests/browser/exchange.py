"""An exchange to look at: what was handed out on the night of `scenes`, and its pages."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from veille.care.exchange import actions, stock
from veille.care.exchange.facts import Amount
from veille.care.exchange.words import Called, Counting, Item, KitForm, KitOutcome, Setting, Used

if TYPE_CHECKING:
    from .scenes import Script

HOME, STOCK = "/at/cactus/equipment/", "/at/cactus/stock/"
HERE, THERE = "cactus", "anonyme"


def _amounts(**counts: int) -> list[Amount]:
    return [Amount(Item(item), count) for item, count in counts.items()]


def hand_out_kits(by: str, kits: int, at: datetime) -> None:
    """Whatever the stock held."""
    out = _amounts(kit_nasal=kits)
    actions.hand_out(by=by, place=HERE, out=out, anyway=True, at=at)


def play(script: "Script") -> None:
    """Two counts that differ, a low shelf, one to count, stock under way both ways."""
    by = script.by
    here = {"place": HERE}
    first = _amounts(syringe_one=600, cooker=500, water=500, kit_nasal=12, stem=4, condom=90)
    again = _amounts(syringe_one=561, stem=3)
    steps: list[tuple[float, Callable[[], object]]] = [
        (230, partial(stock.count, by=by["jonathan"], found=first, **here)),
        (
            228,
            partial(
                stock.set_reorder,
                by=by["marie"],
                levels={Item.SYRINGE_ONE: 800, Item.KIT_NASAL: 10},
                **here,
            ),
        ),
        (
            180,
            partial(
                actions.hand_out,
                by=by["noor"],
                out=_amounts(syringe_one=50, kit_nasal=1),
                back=40,
                back_how=Counting.ESTIMATED,
                back_kinds=[Used.CONTAINER],
                **here,
            ),
        ),
        (150, partial(stock.count, by=by["noor"], found=again, **here)),
        (
            120,
            partial(
                actions.hand_out,
                by=by["maude"],
                out=_amounts(stem=5),
                anyway=True,
                setting=Setting.STREET,
                **here,
            ),
        ),
        (
            90,
            partial(
                actions.clean_up,
                by=by["maude"],
                needles=7,
                how=Counting.COUNTED,
                where="parc Émilie-Gamelin",
                **here,
            ),
        ),
        (80, partial(actions.train, by=by["noor"], people=2, **here)),
        (
            70,
            partial(
                actions.tell_use,
                by=by["noor"],
                kits=1,
                kit_form=KitForm.NASAL,
                outcome=KitOutcome.SURVIVED,
                called=Called.YES,
                **here,
            ),
        ),
        (60, partial(stock.deliver, by=by["marie"], items=_amounts(water=1_000), **here)),
        (50, partial(stock.send, by=by["marie"], to=THERE, items=_amounts(kit_nasal=2), **here)),
        (40, partial(stock.send, by=by["marie"], place=THERE, to=HERE, items=_amounts(foil=20))),
    ]
    for minutes, step in steps:
        script.ago(minutes, step)


def _at(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def _question(page: Page) -> None:
    """More asked for than there is: nothing is written by being asked."""
    page.goto(HOME)
    page.fill("#id_out_syringe_one", "5000")
    page.click("#other > .button.primary")
    page.locator("#question").wait_for()


def _refused(page: Page) -> None:
    page.goto(HOME)
    page.fill("#id_out_syringe_one", "dix")
    page.click("#other > .button.primary")
    page.locator("#other .error").first.wait_for()


def _first(path: str, link: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)
        page.goto(page.locator(link).first.get_attribute("href") or "")

    return show


def _for_a_visit(page: Page) -> None:
    page.goto("/at/cactus/")
    visit = page.locator("#waiting a.who").first.get_attribute("href") or ""
    page.goto(f"{visit}equipment/")


#: Name, who looks, how they come to it.
SIGHTS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("equipment", "noor", _at(HOME)),
    ("equipment, read only", "ali", _at(HOME)),
    ("equipment, question", "noor", _question),
    ("equipment, refused", "noor", _refused),
    ("equipment for a visit", "noor", _for_a_visit),
    ("exchange", "noor", _first(HOME, "#main table a")),
    ("clean-up", "noor", _at(f"{HOME}clean-up/")),
    ("naloxone training", "noor", _at(f"{HOME}training/")),
    ("kit used", "noor", _at(f"{HOME}kit-used/")),
    ("stock", "marie", _at(STOCK)),
    ("stock, count", "noor", _at(f"{STOCK}count/")),
    ("stock, send", "marie", _at(f"{STOCK}send/")),
    ("stock, receive", "marie", _first(STOCK, "a[href$='/receive/']")),
    ("stock, levels", "marie", _at(f"{STOCK}reorder/")),
    ("bundles", "marie", _at("/at/cactus/bundles/")),
    ("bundle", "marie", _at("/at/cactus/bundles/meth/")),
)
