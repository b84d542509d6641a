"""The extras of pyproject.toml: which are installed here, and how a missing one is installed.

A page or a command that needs one calls `need` first; whoever asked reads one sentence.
"""

from importlib.util import find_spec

#: Extra → modules that only it brings. An extra counts as installed where all of them are found.
MODULES = {
    "site": ("django", "axes", "django_htmx", "whitenoise", "uvicorn", "cryptography"),
    "supply": ("numpy", "scipy", "jcamp", "brukeropus", "pybaselines"),
    "law": ("numpy", "polars", "altair", "jinja2"),
    "watch": ("numpy", "numba", "scipy", "polars"),
    "foresight": ("numpy", "numba", "scipy", "polars", "altair", "jinja2"),
    "print": ("vl_convert",),
    "poster": ("typst",),
    "cluster": ("distributed",),
    "postgresql": ("psycopg",),
}


class Missing(Exception):
    """What was asked for needs an extra that is not installed. Nothing was done."""

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.extra = extra
        self.command = command(extra)

    def in_language(self, language: str) -> str:
        """The sentence, in French or in English. Said here, where no Django need be installed."""
        if language.startswith("fr"):
            return (
                f"Il faut la partie « {self.extra} » de Veille, qui n’est pas installée ici. "
                f"Pour l’installer : {self.command}"
            )
        return (
            f"This needs the part “{self.extra}” of Veille, which is not installed here. "
            f"Install it with: {self.command}"
        )

    def __str__(self) -> str:
        return self.in_language("en")


def is_installed(extra: str) -> bool:
    return all(find_spec(name) is not None for name in MODULES[extra])


def need(*extras: str) -> None:
    """Raises Missing for the first of them that is not installed."""
    for extra in extras:
        if not is_installed(extra):
            raise Missing(extra)


def command(extra: str) -> str:
    return f"pip install 'veille[{extra}]'"
