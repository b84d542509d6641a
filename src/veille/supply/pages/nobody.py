"""Words that may name somebody: asked about before a page keeps them."""

from django.utils.translation import gettext as _

from veille.anonymity import has_shape_of_a_name
from veille.ui.rooms import all_recognised

from ..naming import are_known


def may_be_called(text: str) -> list[str]:
    """The words by which somebody is called who is there now; of a text that no dictionary knows,
    all of it where it is written as a name is."""
    called = all_recognised(text)
    if not called and has_shape_of_a_name(text) and not are_known(text):
        return [text]
    return called


def may_name_somebody(words: str) -> str:
    """What is asked of them, above the tick that answers it."""
    return _(
        "“%(words)s” may be what somebody is called. Write it without them, or tick that it names "
        "nobody."
    ) % {"words": words}
