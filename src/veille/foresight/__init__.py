"""Watch ahead: what each policy would do, simulated person by person, day by day.

    from datetime import date
    from veille.foresight import evidence, people, simulate

    p = evidence.load().values()
    some = people.populate(place, 1, 10_000)
    result = simulate.simulate(some, place, [], p, date(2026, 1, 1), days=365, seed=1)
    result.monthly["overdose_deaths"].sum()

Pure Python, NumPy and Numba: works in a notebook, with no site and no database.
"""
