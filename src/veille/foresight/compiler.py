"""How the model is compiled: once for each machine, kept on its disk beside the source."""

from pathlib import Path

from numba import njit

_HERE = Path(__file__).parent

#: Compile for the cores of this machine, without holding the interpreter's lock.
compiled = njit(cache=True, nogil=True)

#: Where compiled code and the constants that are built into it stand.
MADE_OF = (".", "model", "engine")


def forget_older_than_source() -> None:
    """Remove what was compiled before any of its sources last changed.

    Numba looks at the one file that a function stands in, not at those of the functions it calls.
    """
    folders = [_HERE / name for name in MADE_OF]
    newest = max(path.stat().st_mtime for folder in folders for path in folder.glob("*.py"))
    for index in (path for folder in folders for path in (folder / "__pycache__").glob("*.nbi")):
        try:
            if index.stat().st_mtime < newest:
                index.unlink()
        except OSError:
            continue  # another process did so, or may


forget_older_than_source()


@compiled
def larger(a, b):
    """max(a, b): the built-in does not compile for a GPU in a function that is called there."""
    return a if a > b else b


@compiled
def smaller(a, b):
    """min(a, b), likewise."""
    return a if a < b else b
