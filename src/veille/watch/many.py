"""Many series at once: which alarms are kept when only a share of them may be false.

Of 10,000 series each judged at 1 in 100, a hundred alarm a week by chance. Benjamini and Hochberg
(1995) bound the share of false alarms among all of them.
"""

import numpy as np
import polars as pl


def q_values(p: np.ndarray) -> np.ndarray:
    """The share of false alarms if this one and all smaller p-values are kept; NaN stays NaN."""
    p = np.asarray(p, float)
    found = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if not len(known):
        return found
    order = known[np.argsort(p[known], kind="stable")]
    raised = p[order] * len(order) / np.arange(1, len(order) + 1)
    found[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return found


def keep_share_false(found: pl.DataFrame, share: float) -> pl.DataFrame:
    """Alarms of `detect(…, details=True)` of which at most `share` are false, date by date.

    Adds `qvalue`; an alarm stays one where its q-value is at most `share`.
    """
    if "pvalue" not in found.columns:
        raise ValueError("This method gives no p-value.")
    if not 0 < share < 1:
        raise ValueError(f"share cannot be {share}: it is above 0 and below 1.")
    q = pl.col("pvalue").map_batches(
        lambda p: pl.Series(q_values(p.to_numpy()), nan_to_null=True), return_dtype=pl.Float64
    )
    made = found.with_columns(qvalue=q.over("date"))
    kept = (pl.col("qvalue") <= share) & pl.col("upperbound").is_not_null()
    return made.with_columns(alarm=kept.fill_null(value=False).cast(pl.Int8))
