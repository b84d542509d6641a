"""How a person comes to the law's public pages: what accessibility is tested on."""

from collections.abc import Callable

from playwright.sync_api import Page

BC = {"in": "CA-BC", "day": "2023-06-01", "age": "30", "at": "park"}
TWO = {"s1": "fentanyl", "a1": "1", "u1": "grams", "s2": "lsd", "a2": "1", "u2": "units"}


def ask(page: Page, said: dict[str, str], button: str = ".ask") -> None:
    """Fill the form in as a person does, and send it."""
    for name, value in said.items():
        field = page.locator(f"#question [name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.locator(button).first.click()


def _opened(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)
        _unfold(page)

    return show


def _asked(path: str, **said: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)
        ask(page, {**BC, **TWO, **said})
        _unfold(page)

    return show


def _unsure(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)
        ask(page, {**BC, "s1": "down", "a1": "1"})
        with page.expect_navigation():
            page.locator("[name=unsure1]").click()
        _unfold(page)

    return show


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


#: Name, who looks (None: nobody is signed in), how they come to it.
SIGHTS: tuple[tuple[str, str | None, Callable[[Page], None]], ...] = (
    ("law in French", None, _opened("/fr/loi/")),
    ("law in English, answered", None, _asked("/en/law/")),
    ("law in French, answered", None, _asked("/fr/loi/")),
    ("law compared in French", None, _asked("/fr/loi/comparer/")),
    ("law compared in English", None, _asked("/en/law/compare/")),
    ("law, place by place, in French", None, _opened("/fr/loi/regles/")),
    ("law of British Columbia in French", None, _opened("/fr/loi/regles/CA-BC/")),
    ("law of Portugal in English", None, _opened("/en/law/rules/PT/")),
    ("law of a substance in French", None, _opened("/fr/loi/substances/fentanyl/")),
    ("law, reforms, in French", None, _opened("/fr/loi/reformes/")),
    ("law, substances, in English", None, _opened("/en/law/substances/")),
    ("law in French, refused", None, _asked("/fr/loi/", a1="beaucoup")),
    ("law in French, not known", None, _unsure("/fr/loi/")),
    ("law compared in English, not known", None, _unsure("/en/law/compare/")),
    ("law in French, asked back", None, _asked("/fr/loi/", s1="down", s2="cocaïnne")),
)
