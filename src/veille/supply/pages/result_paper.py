"""The card that a sample's person takes along, and its page where the site does not speak the
language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from veille.ledger.nodes import local_node
from veille.ui.public import languages

from .. import reads
from ..labels import in_groups
from ..state import Sample
from .health import advice_in
from .label_sheet import square
from .public import as_private, sample_of
from .requests import BenchRequest
from .result_card import FURTHER, WORDS, card_of

#: What is answered where no result is shown, such as for a label that nobody has.
_FIRST = "fr"


def _in(sample: Sample, language: str) -> dict[str, object]:
    """What the template of a card needs, in a language."""
    advice, spoken = advice_in(language)
    return {
        "card": card_of(sample, reads.lot, language),
        "words": WORDS[language],
        "language": language,
        "label": in_groups(sample.label),
        "steps": advice.steps,
        "steps_in": spoken,
        "guide": advice.guide,
    }


def card(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
    """The card as it will be printed, in the language of whoever takes it along."""
    language = request.GET.get("language", request.LANGUAGE_CODE)
    language = language if language in WORDS else next(iter(WORDS))
    context = {
        **_in(sample, language),
        "square": square(request, _address(sample.label, language)),
        "typed_at": f"{request.get_host()}{reverse('result-ask')}",
        "offered": [(code, words.own_name) for code, words in WORDS.items()],
        "sample": sample,
        "chosen": language,
        "tab": "bench",
    }
    # The page around the card is in the language of whoever prints it.
    return render(request, "supply/result_card.html", context)


def _address(label: str, language: str) -> str:
    """Where a result stands in any language of a card."""
    if language in FURTHER:
        return reverse("result-further", args=[language, label])
    return reverse(f"result-{language}", args=[label])


def result_in(request: HttpRequest, language: str, label: str) -> HttpResponse:
    """A result in a language that the site itself does not speak."""
    if language not in FURTHER:
        raise Http404
    with translation.override(_FIRST):
        sample = sample_of(request, label, _FIRST)
    if isinstance(sample, HttpResponse):
        return sample
    node = local_node()
    context = {
        **_in(sample, language),
        "addresses": languages("result", sample.label),
        "rehearsal": bool(node and node.rehearsal),
    }
    return as_private(render(request, "supply/result_further.html", context), language)
