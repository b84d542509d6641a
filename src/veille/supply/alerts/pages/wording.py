"""What an alert says, sentence by sentence, in the language in force: one source for the pages,
the poster, the feed, the protocol and the letter."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from veille.ledger.nodes import local_node
from veille.supply.naming import group_of, key_of
from veille.supply.pages.health import Advice, advice
from veille.supply.pages.substance_names import substance_name
from veille.ui.words import language

from .. import facts
from ..state import Alert
from ..words import Stage, Subject


@dataclass(frozen=True, kw_only=True)
class Text:
    """One alert in one language. Empty where there is nothing to say."""

    headline: str
    #: What was found, in how many of how many tested, since when.
    found: str
    before: str
    sureness: str
    looks: str
    means: str
    more: str
    #: What the numbers cannot say; it stands wherever the numbers do.
    limit: str
    #: “Live until November 29”, “Ended on …”, “Withdrawn on …: why”.
    standing: str
    over: bool
    advice: Advice

    @property
    def paragraphs(self) -> list[str]:
        said = (self.found, self.before, self.sureness, self.looks, self.means, self.more)
        return [sentence for sentence in (*said, self.limit) if sentence]


def network_name() -> str:
    node = local_node()
    name: str = settings.VEILLE_NETWORK or (node.name if node else "Veille")
    return name


def in_language(code: str, alert: Alert, content: facts.Content, today: date) -> Text:
    """As `text_of`, in this language."""
    with override(code):
        return text_of(alert, content, today)


def text_of(alert: Alert, content: facts.Content, today: date) -> Text:
    """What `content` says, and where the alert stands on that day."""
    french = language() == "fr"
    guide = advice()
    overdoses = content.subject is Subject.OVERDOSES
    looks = content.looks_fr if french else content.looks_en
    key = key_of(content.substance)
    return Text(
        headline=headline(content),
        found=_found(content, _counted_on(alert, content)),
        before=_before(content),
        sureness="" if overdoses else _sentence(str(content.sureness.label)),
        looks=_("It looked like: %(looks)s") % {"looks": looks} if looks else "",
        means="" if overdoses else guide.meaning(key, group_of(key)),
        more=content.more_fr if french else content.more_en,
        limit=_limit(overdoses=overdoses),
        standing=_standing(alert, today),
        over=alert.stage_on(today) in (Stage.ENDED, Stage.WITHDRAWN),
        advice=guide,
    )


def headline(content: facts.Content) -> str:
    if content.subject is Subject.OVERDOSES:
        return _("More overdoses than usual at the sites of the network")
    what = substance_name(content.substance)
    if content.sold_as is None:
        return _sentence(what, stop="")
    text = _("%(what)s in %(sold_as)s") % {"what": what, "sold_as": content.sold_as.label}
    return _sentence(text, stop="")


def day_words(day: str) -> str:
    return date_format(date.fromisoformat(day), "DATE_FORMAT")


def _counted_on(alert: Alert, content: facts.Content) -> str:
    """The day on which these numbers first went out: they are of that day, whatever was tested
    since. Empty for what did not go out."""
    sent = (each.at for each in alert.messages if each.content.found == content.found)
    first = min(sent, default=None)
    return date_format(first.astimezone(ZoneInfo(settings.TIME_ZONE))) if first else ""


def _found(content: facts.Content, counted_on: str) -> str:
    day = {"day": day_words(content.since)}
    if content.subject is Subject.OVERDOSES:
        return _("Since %(day)s there were more overdoses than visits explain.") % day
    if content.found is None:
        return _("Known since %(day)s.") % day
    text = ngettext(
        "In %(n)s of %(of)s sample tested for it, since %(day)s.",
        "In %(n)s of %(of)s samples tested for it, since %(day)s.",
        content.found.tested,
    )
    if counted_on:
        text = ngettext(
            "In %(n)s of %(of)s sample tested for it, from %(day)s to %(until)s.",
            "In %(n)s of %(of)s samples tested for it, from %(day)s to %(until)s.",
            content.found.tested,
        )
        day["until"] = counted_on
    return text % {"n": content.found.positive, "of": content.found.tested, **day}


def _before(content: facts.Content) -> str:
    if content.before is None or not content.before.tested:
        return ""
    return _("Before: in %(n)s of %(of)s.") % {
        "n": content.before.positive,
        "of": content.before.tested,
    }


def _limit(*, overdoses: bool) -> str:
    if overdoses:
        return _("Nobody knows yet what was in it. What you have may be just as strong.")
    return _(
        "These are samples that people brought in to be checked, not all that is sold. What was "
        "not found may still be there."
    )


def _standing(alert: Alert, today: date) -> str:
    over = day_words(localdate(alert.over_at).isoformat()) if alert.over_at else ""
    match alert.stage_on(today):
        case Stage.WITHDRAWN:
            why = alert.why.label if alert.why else ""
            return _("Withdrawn on %(day)s: %(why)s. Do not go by it.") % {"day": over, "why": why}
        case Stage.ENDED if over:
            return _("Ended on %(day)s. It is kept to be read, and may be true no longer.") % {
                "day": over
            }
        case Stage.ENDED:
            return _("Ended on %(day)s. It is kept to be read, and may be true no longer.") % {
                "day": day_words(alert.ends)
            }
        case stage if stage.value in ("draft", "approved", "dropped"):
            return _("Not published")
        case _:
            return _("Until %(day)s") % {"day": day_words(alert.ends)}


def _sentence(text: str, stop: str = ".") -> str:
    return text[:1].upper() + text[1:] + stop
