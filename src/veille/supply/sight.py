"""What a test can see: the smallest share of a substance in a sample that it shows.

Pure: no clock, no query.
"""

#: FTIR sees what makes up at least so much of a sample, in percent by weight: 5 to 10 % are
#: published (McCrae et al. 2020, doi 10.1016/j.drugalcdep.2020.108006; Ti et al. 2020).
FTIR_LEAST_PERCENT = 5.0
#: Nanograms in a milligram, and percent in one.
_NG_PER_MG = 1_000_000
_PERCENT = 100


def least_share_percent(*, limit_ng_per_ml: float, sample_mg_per_ml: float) -> float:
    """The smallest share by weight, in percent, that a strip with this limit of detection shows
    at this dilution: limit ÷ dilution. At 1 mg/mL a limit of 1,000 ng/mL is 0.1 %.

    Raises ValueError where either is not above zero.
    """
    if not (limit_ng_per_ml > 0 and sample_mg_per_ml > 0):
        raise ValueError("a limit and a dilution are above zero")
    return min(_PERCENT, _PERCENT * limit_ng_per_ml / (sample_mg_per_ml * _NG_PER_MG))
