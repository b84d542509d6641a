"""How a person comes to the law's public page: what accessibility is tested on."""

from collections.abc import Callable

from playwright.sync_api import Page

ASKED = (
    "?in=CA-BC&day=2023-06-01&age=30&at=park&s1=fentanyl&a1={amount}&u1=grams&s2=lsd&a2=1&u2=units"
)


def _opened(path: str, *, summaries: bool = True) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)
        for summary in page.locator("summary").all() if summaries else ():
            summary.click()

    return show


#: Name, who looks (None: nobody is signed in), how they come to it.
SIGHTS: tuple[tuple[str, str | None, Callable[[Page], None]], ...] = (
    ("law in French", None, _opened("/fr/loi/")),
    ("law in English, answered", None, _opened("/en/law/" + ASKED.format(amount="1"))),
    ("law in French, answered", None, _opened("/fr/loi/" + ASKED.format(amount="1"))),
    ("law in French, refused", None, _opened("/fr/loi/" + ASKED.format(amount="beaucoup"))),
)
