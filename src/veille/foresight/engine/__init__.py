"""How a run goes: week by week, on any number of threads, the same on all of them."""
