"""How many of those who come to a site find a seat: Erlang's loss formula.

It holds for any distribution of the time a seat is taken, fixed ones too; only its mean counts.
"""

from ..compiler import compiled


@compiled
def share_served(seats, arrivals_an_hour, visit_minutes):
    """Share of arrivals that find a seat; `seats` is a whole number, arrivals are Poisson.

    A. K. Erlang 1917, by the recursion B(0) = 1, B(n) = a B(n−1) / (n + a B(n−1)).
    """
    if seats < 1:
        return 0.0
    offered = arrivals_an_hour * visit_minutes / 60.0
    blocked = 1.0
    for n in range(1, int(seats) + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return 1.0 - blocked
