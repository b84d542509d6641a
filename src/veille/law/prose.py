"""An answer as a person reads it, in either language."""

from collections.abc import Sequence

from .answer import Answer, Considered, Reference, Words
from .caveats import Caveat
from .readings import Possibilities
from .words import label

_HEADS = {
    "applied": Words("Because", "Parce que"),
    "rejected": Words("Considered and set aside", "Examiné et écarté"),
    "caveats": Words("How far this reaches", "Portée de cette réponse"),
    "ends": Words("It may be", "Ce peut être"),
    "possible": Words("If nobody knows what is in it", "Si personne ne sait ce qu’il y a dedans"),
}


def prose(
    answer: Answer,
    language: str,
    beside: Sequence[Caveat] = (),
    possible: Possibilities | None = None,
) -> str:
    """Several lines: the outcome, the text, what stands beside it, every rule with its
    reference."""
    head = outcome_of(answer, language)
    section = section_of(answer, language)
    lines = [f"{head} ({section})" if section else head, "", answer.text[language]]
    if answer.ends:
        lines += ["", _HEADS["ends"][language]]
        lines += [
            f"  - {label('outcome', end.outcome)[language]} ({end.section[language]}): "
            f"{end.if_so[language]}"
            for end in answer.ends
        ]
    if possible:
        lines += ["", _HEADS["possible"][language], f"  {possible.text[language]}"]
        lines += [
            f"  - {each.words[language]} → {outcome_of(each.answer, language)}"
            for each in possible.readings
        ]
    if beside:
        lines += ["", _HEADS["caveats"][language]]
        lines += [f"  - {_caveat(each, language)}" for each in beside]
    for group in ("applied", "rejected"):
        considered: tuple[Considered, ...] = getattr(answer, group)
        if considered:
            lines += ["", _HEADS[group][language]]
            lines += [f"  - {_of(each, language)}" for each in considered]
    return "\n".join(lines) + "\n"


def outcome_of(answer: Answer, language: str) -> str:
    """The outcome; where one of its rules was not verified, that beside it."""
    outcome = label("outcome", answer.outcome)[language]
    if answer.source != "recalled":
        return outcome
    return f"{outcome} – {label('source', answer.source)[language]}"


def section_of(answer: Answer, language: str) -> str:
    """The section that decides, as the language writes it; empty where none does."""
    sections = (each.reference.section for each in answer.applied)
    return next((s[language] for s in sections if s.en == answer.section), "")


def cited(reference: Reference, language: str) -> str:
    """The act, section, date and how it was checked, on one line."""
    read = label("source", reference.source)[language]
    where = f"{reference.act[language]}, {reference.section[language]}"
    return f"{where}, {reference.date.isoformat()} ({read})"


def _caveat(caveat: Caveat, language: str) -> str:
    where = f" ({cited(caveat.reference, language)})" if caveat.reference else ""
    return f"{caveat.text[language]}{where}"


def _of(considered: Considered, language: str) -> str:
    names = f" [{', '.join(considered.substances)}]" if considered.substances else ""
    address = considered.reference.link_in(language)
    link = f" <{address}>" if address else ""
    why, where = considered.why[language], cited(considered.reference, language)
    return f"{considered.rule}{names}: {why}\n    {where}{link}"
