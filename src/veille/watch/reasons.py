"""Why a row has no bound: each reason has a number in the compiled core, and a sentence."""

from veille.tabular import Message

(
    FINE,
    NOW_MISSING,
    RECENT_MISSING,
    TOO_FEW_CASES,
    NO_HISTORY,
    NO_FIT,
    TOO_WIDE,
    NO_EXPOSURE,
    BASELINE_MISSING,
    NO_SPREAD,
    TOO_LARGE,
    MORE_THAN_ALL,
    TOO_MANY_TESTED,
) = range(13)

SENTENCES = {
    FINE: None,
    NOW_MISSING: Message("The count is missing.", "Le nombre manque."),
    RECENT_MISSING: Message(
        "A count among the last ones is missing.", "Un nombre manque parmi les derniers."
    ),
    TOO_FEW_CASES: Message(
        "Too few cases lately for a bound.", "Trop peu de cas récents pour une borne."
    ),
    NO_HISTORY: Message(
        "The history is too short for its windows.",
        "L’historique est trop court pour ses fenêtres.",
    ),
    NO_FIT: Message("The regression found no answer.", "La régression n’a pas trouvé de réponse."),
    TOO_WIDE: Message("The bound is too wide to say.", "La borne est trop large pour conclure."),
    NO_EXPOSURE: Message(
        "The exposure is missing or not above zero.",
        "L’exposition manque, ou n’est pas au-dessus de zéro.",
    ),
    BASELINE_MISSING: Message(
        "A count of the baseline is missing.", "Un nombre de la période de référence manque."
    ),
    NO_SPREAD: Message("The baseline does not vary.", "La période de référence ne varie pas."),
    TOO_LARGE: Message(
        "No count up to the largest that is looked at would raise an alarm.",
        "Aucun nombre, jusqu’au plus grand qui soit essayé, ne lèverait d’alarme.",
    ),
    MORE_THAN_ALL: Message(
        "The count is larger than the population that it is out of.",
        "Le nombre dépasse la population dont il est une part.",
    ),
    TOO_MANY_TESTED: Message(
        "The population is too large for an exact test: judge the counts by another method.",
        "La population est trop grande pour un test exact : prenez une autre méthode.",
    ),
}
