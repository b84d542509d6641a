"""One worker's try at a set situation, as it is kept in their session."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Attempt:
    """One worker's try. `ids` are things staged for it, `told` what the task's sentence names."""

    situation: str
    by: str
    began: datetime
    ids: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "began": self.began.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Attempt":
        return cls(**{**kept, "began": datetime.fromisoformat(kept["began"])})
