"""A body of every kind and version that was ever written, and how it is read.

    python -m tests.ledger.golden

adds what `golden.json` lacks: a new kind, or a new version of one. It changes no body that stands
there, for facts like it stand in ledgers; how one is read changes only with the kind's version.
"""

import json
import os
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("golden.json")


def read() -> list[dict[str, Any]]:
    """By kind and version: {kind, v, body, read_as, read}."""
    golden: list[dict[str, Any]] = json.loads(FILE.read_text()) if FILE.exists() else []
    return golden


def as_read(kind: str, version: int, body: Any) -> Any:
    """What this version makes of a stored body, as plain data without what has its usual value.
    A body that is not understood is None."""
    import msgspec

    from veille.ledger.areas import registry
    from veille.ledger.facts import Unknown

    decoded = registry.decoders.decode(kind, version, msgspec.json.encode(body))
    if isinstance(decoded, Unknown):
        return None
    return msgspec.json.decode(msgspec.json.encode(decoded))


def up_to_date() -> list[dict[str, Any]]:
    from .samples import bodies, sample

    known = {(one["kind"], one["v"]): one for one in read()}
    for body in bodies():
        stored = known.setdefault(
            (body.kind, body.version),
            {"kind": body.kind, "v": body.version, "body": sample(body), "read_as": 0},
        )
        for one in known.values():
            if one["kind"] == stored["kind"] and one["read_as"] < body.version:
                one["read_as"] = body.version
                one["read"] = as_read(one["kind"], one["v"], one["body"])
    return [known[key] for key in sorted(known)]


def written(golden: list[dict[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in golden)
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    import django

    django.setup()
    FILE.write_text(written(up_to_date()))
