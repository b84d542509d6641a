"""A made-up programme's samples, and files that strangers would bring of them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from veille.tabular import Field, Kind, Message, Schema


def both(en: str, fr: str) -> Message:
    return Message(en, fr)


SAMPLES = Schema(
    name="test.samples",
    label=both("samples", "échantillons"),
    fields=(
        Field(
            name="date",
            label=both("date of the sample", "date de l’échantillon"),
            kind=Kind.DATE,
            also=("date", "collected on"),
            required=True,
            first=date(2000, 1, 1),
            last=date(2030, 12, 31),
        ),
        Field(name="place", label=both("city", "ville"), also=("city/town",)),
        Field(
            name="sold_as",
            label=both("sold as", "vendu comme"),
            kind=Kind.WORD,
            several=";/+",
            words={
                "H": "heroin",
                "héroïne": "heroin",
                "heroin": "heroin",
                "C": "cocaine",
                "cocaïne": "cocaine",
                "cocaine": "cocaine",
            },
        ),
        Field(
            name="strip",
            label=both("fentanyl strip", "bandelette fentanyl"),
            kind=Kind.WORD,
            words={
                "Positive": "positive",
                "Négatif": "negative",
                "Negative": "negative",
                "Invalid": "invalid",
                "N/A": "not-done",
            },
        ),
        Field(
            name="share",
            label=both("share", "teneur"),
            kind=Kind.NUMBER,
            unit="%",
            least=Decimal(0),
            most=Decimal(100),
        ),
        Field(name="doses", label=both("doses", "doses"), kind=Kind.WHOLE, least=Decimal(0)),
        Field(
            name="overdose", label=both("after an overdose", "après une surdose"), kind=Kind.YES_NO
        ),
    ),
)


def file(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "samples.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
