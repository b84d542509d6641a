from ..conftest import _english, bench

__all__ = ["_english", "bench"]
