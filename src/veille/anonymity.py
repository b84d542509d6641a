"""Whether a text points to a person: read before an alert, or a note on an alarm, keeps it.

A seat, an hour, an age or a sex tell whoever was there of whom it speaks; so do a small count of
people, a handle, a code, a door number, a name. What is looked for is written down here, one
pattern a line; what no pattern can know (a nickname in the middle of a sentence) is left to who
reads it. The tests of alerts print the misses.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille.given_names import GIVEN_NAME, SOMEBODY_SPEAKS

#: What a text points by → patterns. Read without case, unless they begin with (?-i:.
Patterns = tuple[str | Promise, tuple[str, ...]]

_AGE, SEX, _HOUR = _("an age"), _("a sex"), _("an hour")
_SEAT, _HANDLE, CODE = _("a seat or a room"), _("a handle"), _("a code")
_ADDRESS, _NAME, _BODY = _("an address"), _("a name"), _("what became of one person")
GIVEN = _("a given name")
COUNT = _("a count of people")

_NUMBER = (
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|several|deux|trois|quatre|cinq|sept|huit"
    r"|neuf|dix|plusieurs)"
)
_LETTERS = r"A-ZÀ-ÖØ-Þ"
_SMALL = r"a-zà-öø-ÿ"
#: Not behind a word that makes a span of the hours that follow it: “toutes les 4 h”.
_NO_SPAN = "".join(
    f"(?<!{word} )"
    for word in (
        *("les", "dans", "en", "pendant", "durant", "depuis", "après", "environ", "chaque"),
        *("de", "dure", "duré", "dès", "et", "ou", "à", "every", "for", "within", "after", "of"),
        *("than", "about", "to", "and", "or"),
    )
)
#: A word that begins with a capital, quoted or not.
_CALLED = rf"(?-i:[«“\"]?\s*[{_LETTERS}][{_SMALL}]+)"

_PATTERNS: tuple[Patterns, ...] = (
    (
        _AGE,
        (
            r"\b\d{1,2}[\s-]*(?:years?[\s-]*old|y/?o)\b",
            r"\bag(?:ed?|ée?s?)\s*(?:of|de|:)?\s*\d{1,2}\b",
            r"\b\d{1,2}[\s-]*ans\b(?!\s*(?:et plus|ou plus|d[’']))",
            r"\b(?:in|dans)\s+(?:his|her|their|la|sa)\s+(?:early|late|mid|jeune)?[\s-]*"
            r"(?:teens|twenties|thirties|forties|fifties|sixties|\d0s|vingtaine|trentaine|quarantaine"
            r"|cinquantaine|soixantaine)\b",
            r"\b(?:teenagers?|minors?|elderly|seniors?|adolescente?s?|mineure?s?|ados?|aînée?s?"
            r"|vieillards?|quinquagénaires?|quadragénaires?|trentenaires?)\b",
            r"\b(?:young|older|jeunes?)\s+(?:person|people|adults?|personnes?|adultes?)\b",
            r"\b(?:born|née?)\s+(?:in|on|en|le)\b",
            r"\ba\s+(?:young|teenage)\b",
        ),
    ),
    (
        SEX,
        (
            r"\b(?:m[ae]n|wom[ae]n|males?|females?|boys?|girls?|guys?|lad(?:y|ies)|gentlem[ae]n)\b",
            r"\b(?:he|she|him|his|her|hers)\b",
            r"\b(?:hommes?|femmes?|gars|garçons?|filles?|monsieur|madame|dames?|mecs?|mâles?)\b",
            r"\b(?:trans|non[\s-]binaires?|non[\s-]binary|pregnant|enceintes?)\b",
            r"\b(?:mothers?|fathers?|m[eè]res?|p[eè]res?|husband|wife|mari|conjointe?|girlfriend"
            r"|boyfriend|copine|copain|blonde|chum)\b",
        ),
    ),
    (
        _HOUR,
        (
            r"\b(?:[01]?\d|2[0-3])\s*:\s*[0-5]\d\b",
            r"\b(?:[01]?\d|2[0-3])\s*h\s*[0-5]\d\b",
            # “14 h” alone is a time of day, unless what stands about it makes a span of it.
            rf"{_NO_SPAN}\b(?:[01]?\d|2[0-3])\s*(?:h|heures?)\b(?!\s*(?:/|sur\b|par\b|plus\b|avant\b"
            r"|après\b|de\b|d[’']|et plus\b|consécutives?\b|on\b|off\b|a day\b))",
            r"\b\d{1,2}\s*(?:a|p)\.?\s?m\b\.?",
            # A span, “à 3 h de réaction”, is no time of day: only these words, so that the rest is.
            r"(?<!jusqu’)(?<!jusqu')\b(?:à|vers|dès)\s+\d{1,2}\s*(?:h|heures?)\b"
            r"(?!\s+(?:de\s+(?:réaction|chauffe|séchage)|d[’'](?:attente|incubation))\b)",
            r"\b(?:at|around|about|by)\s+\d{1,2}\s*o[’']?clock\b",
            r"\b(?:at|around|à|vers|before|after|avant|après)\s+(?:noon|midnight|midi|minuit)\b",
            r"\b(?:this|yesterday|last|tuesday|monday|wednesday|thursday|friday|saturday|sunday)\s+"
            r"(?:morning|afternoon|evening|night)\b",
            r"\b(?:cette\s+nuit|ce\s+(?:matin|soir)|cet\s+après-midi|hier\s+(?:soir|matin|après-midi)"
            r"|la\s+nuit\s+(?:dernière|passée)"
            r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+(?:matin|soir|après-midi"
            r"|dans\s+la\s+nuit))\b",
            r"\b(?:minutes?|an hour|hours?)\s+(?:after|before)\s+(?:opening|closing|arriving)\b",
        ),
    ),
    (
        _SEAT,
        (
            rf"\b(?:seat|booth|cubicle|chair|bed|room|table|cell)\s*(?:no\.?|number|#)?\s*{_NUMBER}\b",
            r"\b(?:place|siège|cabine|loge|chaise|lit|chambre|salle|poste|cellule)\s*"
            r"(?:n[o°]\.?|numéro|#)?\s*\d+\b",
            r"\b(?:second|third|last|first)\s+(?:seat|booth|cubicle)\b",
            r"\b(?:deuxième|troisième|dernière|première)\s+(?:place|cabine|loge)\b",
        ),
    ),
    (
        _HANDLE,
        (
            r"(?-i:\b[FMXTA][\s.-]?[A-Z]{4}[\s.-]?(?:19|20)?\d{2}\b)",
            r"\b[fmxta]-[a-z]{4}-(?:19|20)?\d{2}\b",
            r"(?<![\w.])@\w{2,}",
            rf"\b(?:known as|goes by|nicknamed|called|alias|dite?|surnommée?"
            rf"|qu[’']on appelle|handle|pseudonyme|pseudo)\s*:?\s*{_CALLED}",
            rf"\b(?:visitor|visit(?:eur|euse)|our regular|a regular|notre habituée?"
            rf"|la personne)\s+{_CALLED}",
        ),
    ),
    (
        CODE,
        (
            r"(?-i:\b[A-Z]{4}\s?\d{4}\s?\d{4}\b)",
            r"\b[0-9a-f]{32}\b",
            r"\b(?:sample|label|échantillon|étiquette|dossier|file|visit|case|visite)\s*"
            r"(?:no\.?|n[o°]|number|numéro|code|#)\s*\w*\d",
            r"\b[\w.+-]+@[\w-]+\.\w{2,}\b",
            # A telephone’s, but for lines that everybody may call: 1 866 …, “text 236 …”.
            r"(?<![\d-])(?<!text )(?<!call )(?<!texto )(?<!textez )(?<!appelez )(?<!composez )"
            r"(?!1?[\s.-]?8(?:00|33|44|55|66|77|88)\b)(?<!1[\s.-])"
            r"\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}\b",
        ),
    ),
    (
        _ADDRESS,
        (
            r"\b\d{1,5},?\s+(?:bis\s+)?(?:rue|avenue|av\.|boul(?:evard|\.)|chemin|place|ruelle|côte)\b",
            rf"(?-i:\b\d{{1,5}}(?:st|nd|rd|th)?\s+[{_LETTERS}][{_SMALL}’'-]+(?:\s+[{_LETTERS}]"
            rf"[{_SMALL}’'-]+)?\s+(?:Street|St\.|Avenue|Ave|Road|Rd|Drive|Lane|Boulevard|Blvd)\b)",
            r"\b(?:apartment|app?t\.?|appartement|appart\.?|app\.|unit|logement)\s*(?:no\.?|n[o°]|#)?\s*\d+",
            r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b",
        ),
    ),
    (
        _NAME,
        (
            rf"(?-i:\bM\b\.?\s+[{_LETTERS}])",
            # “Dr Peter” is a house of care in Vancouver.
            rf"\b(?:mr|mrs|ms|mme|mlle|mx|dre?|docteure?|doctor|nurse|officer|constable|agente?"
            rf"|maître|abbé|père|sœur|révérende?)\b\.?\s+(?!peter\b)(?-i:[{_LETTERS}])",
            rf"(?-i:\b[{_LETTERS}]\.\s?[{_LETTERS}]\.(?=[\s,;)]|$))",
            rf"\b(?:named|nommée?|prénommée?|s[’']appelle|name(?:d)? (?:is|was))"
            rf"\s+(?-i:[{_LETTERS}])",
            rf"\b(?:sold|dealt|delivered|bought|cooked|given)\s+(?:by|from)\s+{_CALLED}",
            rf"\b(?:vendue?s?|livrée?s?|achetée?s?|donnée?s?)\s+(?:par|chez|de)\s+{_CALLED}",
        ),
    ),
    (GIVEN, (GIVEN_NAME,)),
    (
        COUNT,
        (
            rf"\b{_NUMBER}\s+(?:\w+\s+)?(?:overdoses?|deaths?|poisonings?|people|persons?|visitors?"
            r"|surdoses?|décès|morts?|intoxications?|personnes?|visiteu(?:rs?|ses?)|gens)\b",
            r"\b(?:one|une|un)\s+of\s+them\s+(?:fatal|died)|\bdont\s+une?\s+mortelle?\b",
        ),
    ),
    (
        _BODY,
        (
            r"\b(?:a|one|the)\s+(?:visitor|client|patient|user|resident|tenant|regular|"
            r"friend|neighbou?r|tourist|worker|student)\s+(?:who|was|died|had|has|collapsed|found|"
            r"overdosed|from|told|at|in)\b",
            r"\b(?:a|one|the)\s+person\s+(?:who\s+)?(?:was|died|had|has|collapsed|found|overdosed"
            r"|from|told|said|came)\b",
            r"\b(?:une|la)\s+personne\s+(?:qui\s+)?(?:a|avait|était|est|s[’']est|décédée|morte|trouvée"
            r"|transportée|nous)\b",
            r"\bune?\s+(?:visiteu(?:r|se)|cliente?|patiente?|usag[eè]re?|résidente?|locataire"
            r"|habituée?|amie?|voisine?|touriste|étudiante?)\s+(?:qui|a|était|est|avait|s[’']est|de|du"
            r"|trouvée|nous|dans|au)\b",
            r"\b(?:someone|somebody)\s+(?:has\s+|had\s+)?(?:died|collapsed|overdosed|was\s+found|who\s+came)\b",
            r"\bquelqu[’']un\s+(?:est\s+(?:mort|décédé|tombé)|a\s+été|qui\s+est\s+venu)",
            r"\b(?:the|his|her)\s+(?:victim|deceased)\b",
            r"\b(?:wheelchair|fauteuil\s+roulant|crutches|béquilles)\b",
            r"\b(?:le\s+vieux|la\s+vieille)\b(?![\s-]*(?:montr|port|québec|ville|longueuil|terreb))",
            r"\b(?:la\s+victime|le\s+défunt|la\s+défunte)\b",
            r"\b(?:tent|tente)\b.*\b(?:behind|beside|under|derrière|sous|à côté)\b",
        ),
    ),
)


#: What else may name somebody where a text is of what single people said.
WHO_SPEAKS: Patterns = (_NAME, SOMEBODY_SPEAKS)

#: Two or three words, each with a capital: “Jean Tremblay”, “Marie-Ève Roy”.
_NAME_WORDS = (2, 3)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def has_shape_of_a_name(text: str) -> bool:
    """Whether the whole of a text is written as somebody's name is."""
    words = text.split()
    return _NAME_WORDS[0] <= len(words) <= _NAME_WORDS[1] and all(
        len(word) > 1 and word[0].isupper() and _NAME_WORD.fullmatch(word) for word in words
    )


#: Letters of other scripts that look like Latin ones.
_LOOKS_LIKE = str.maketrans(
    "аеорсухіјѕԁһАВЕКМНОРСТХІЈЅΑΒΕΗΙΚΜΝΟΡΤΥΖο", "aeopcyxijsdhABEKMHOPCTXIJSABEHIKMNOPTYZo"
)
_SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
#: Signs that make words bold or struck through where a text is marked up.
_MARKED_UP = re.compile(r"[*~`]+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
#: “J e a n”: single letters, each with one and the same sign or space before the next.
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:(?P<apart>[ .·\-/])[^\W\d_](?:(?P=apart)[^\W\d_])+)(?!\w)")


def plain(text: str) -> str:
    """As it is read: letters and digits of any width and weight, every hyphen and space alike,
    letters set apart put together, and nothing that nobody sees."""
    shown = "".join(
        _as_read(one)
        for one in unicodedata.normalize("NFKC", text)
        if unicodedata.category(one) != "Cf"
    )
    unmarked = _MARKED_UP.sub("", shown.translate(_LOOKS_LIKE))
    return _SPACED.sub(lambda found: re.sub(r"[ .·\-/]", "", found[0]), unmarked)


def _as_read(one: str) -> str:
    if unicodedata.category(one) == "Pd":
        return "-"
    name = unicodedata.name(one, "")
    if name.startswith(_SMALL_CAPITAL) and len(name) == len(_SMALL_CAPITAL) + 1:
        return name[-1]
    return one


def pointers(
    text: str, *, but: Collection[str | Promise] = (), also: tuple[Patterns, ...] = ()
) -> Iterator[tuple[str | Promise, str]]:
    """(what it points by, the words that do), in the order of the list above, one of each; without
    those of `but`, and with those of `also`."""
    text = plain(text)
    for what, patterns in (*_PATTERNS, *also):
        if what in but:
            continue
        for pattern in patterns:
            if found := re.search(f"(?i:{pattern})", text):
                yield what, found[0].strip()
                break
