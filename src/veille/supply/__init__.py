"""The drug supply: samples checked at a site, what a result can and cannot see, lots of strips.

Beside the room stands what works in a notebook, with no Django and no database:

    records          a sample and its tests, in plain frozen dataclasses, from any source
    naming           a substance by its name, and the group that it belongs to
    importing        other programmes’ files into samples (by `veille.tabular`)
    proportions      shares of those tested, with Wilson’s intervals
    detectable       what a strip at a dilution, or FTIR, can see at all, in sentences
    interpretation   how probable each substance is, with an interval; `answering` puts both in JSON
    tested           in how many of how many tested something was found
    triggers         what drafts an alert, run over samples day by day; `sequential` its exact test
    spectra          infrared spectra against a site’s reference folder
    calibration      whether the intervals of `interpretation` hold what they promise
"""
