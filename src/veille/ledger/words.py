"""The vocabularies that people choose from, and the words in them that this version does not know.

A newer node may say a word that an older one never heard of: a substance, an outcome. The fact is
kept, the fold goes on, and the word shows as itself.
"""

from django.db.models import TextChoices


class Words(TextChoices):
    """A vocabulary: every area's words are a subclass. A member is what is stored, `label` is what
    a person reads.

    `Substance("xylazine")` is a Substance too where this version has no such member: its value and
    its label are the word itself. It is not among `values` and `choices`, so that forms offer and
    take only what is known here; and msgspec, which asks `_missing_` as well, reads it in a body.
    """

    @classmethod
    def _missing_(cls, value: object) -> "Words | None":
        if type(value) is not str:
            return None
        word = str.__new__(cls, value)
        word._name_ = word._value_ = value
        word._label_ = value
        return word

    @property
    def is_known(self) -> bool:
        """Whether this version of the vocabulary has the word."""
        return self.value in type(self)._value2member_map_
