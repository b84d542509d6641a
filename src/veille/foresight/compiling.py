"""How the model is compiled: once for each machine, kept on its disk beside the source."""

from pathlib import Path

from numba import njit

_HERE = Path(__file__).parent

#: Compile for the cores of this machine, without holding the interpreter's lock.
compiled = njit(cache=True, nogil=True)


def forget_older_than_source() -> None:
    """Remove what was compiled before any of our sources last changed.

    Numba looks at the one file that a function stands in, not at those of the functions it calls.
    """
    newest = max(path.stat().st_mtime for path in _HERE.glob("*.py"))
    for index in (_HERE / "__pycache__").glob("*.nbi"):
        try:
            if index.stat().st_mtime < newest:
                index.unlink()
        except OSError:
            continue  # another process did so, or may


forget_older_than_source()
