"""Why a row has no bound: each reason has a number in the compiled core, and a sentence."""

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
) = range(11)

SENTENCES = {
    FINE: None,
    NOW_MISSING: "The count is missing.",
    RECENT_MISSING: "A count among the last ones is missing.",
    TOO_FEW_CASES: "Too few cases lately for a bound.",
    NO_HISTORY: "The history is too short for its windows.",
    NO_FIT: "The regression found no answer.",
    TOO_WIDE: "The bound is too wide to say.",
    NO_EXPOSURE: "The exposure is missing or not above zero.",
    BASELINE_MISSING: "A count of the baseline is missing.",
    NO_SPREAD: "The baseline does not vary.",
    TOO_LARGE: "No count up to the largest that is looked at would raise an alarm.",
}
