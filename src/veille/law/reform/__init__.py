"""A reform tried before it is passed: other rules, and what they change for a file of cases.

    from veille.law import reform
    from veille.law.reform.cases import read_file
    from veille.law.reform.effect import effect

    mine = reform.load(Path("my.toml"))    # the rules, with what the file changes in them
    read = read_file(Path("cases.csv"))    # a frame, and what could not be read
    found = effect(mine, read.frame)       # who is answered otherwise

A reform is a TOML file laid over the rules: see docs/reform.en.md.
"""

from .overlay import EXAMPLES, Reform, load, load_example, names

__all__ = ["EXAMPLES", "Reform", "load", "load_example", "names"]
