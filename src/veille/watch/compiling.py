"""How the numeric core is compiled: once for each machine, kept on its disk beside the source."""

from pathlib import Path

from numba import njit

_HERE = Path(__file__).parent

#: Compile for the cores of this machine, without holding the interpreter's lock; a division by
#: zero is what it is to NumPy.
compiled = njit(cache=True, nogil=True, error_model="numpy")

#: What compiled code is made of.
MADE_OF = (
    "compiling",
    "tails",
    "fitting",
    "farrington_kernel",
    "recursions",
    "cylinders",
    "posterior",
)


def forget_older_than_source() -> None:
    """Remove what was compiled before any of its sources last changed.

    Numba looks at the one file that a function stands in, not at those of the functions it calls.
    """
    newest = max(
        path.stat().st_mtime for name in MADE_OF if (path := _HERE / f"{name}.py").exists()
    )
    for index in (_HERE / "__pycache__").glob("*.nbi"):
        try:
            if index.stat().st_mtime < newest:
                index.unlink()
        except OSError:
            continue  # another process did so, or may


forget_older_than_source()
