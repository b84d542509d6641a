"""Names of the groups that people are counted in."""

from ..words import Words

_DIMENSIONS = {
    "age": Words("Age", "Âge"),
    "gender": Words("Gender", "Genre"),
    "housing": Words("Housing", "Logement"),
    "mode": Words("How drugs are taken", "Mode de consommation"),
}
_GROUPS = {
    "under 30": Words("under 30", "moins de 30 ans"),
    "30 to 49": Words("30 to 49", "30 à 49 ans"),
    "50 and over": Words("50 and over", "50 ans et plus"),
    "woman": Words("women", "femmes"),
    "man": Words("men", "hommes"),
    "other": Words("other", "autre"),
    "without a home": Words("without a home", "sans logement"),
    "with a home": Words("with a home", "avec un logement"),
    "injecting": Words("injecting", "injection"),
    "smoking": Words("smoking", "inhalation"),
}


def dimension(name: str, language: str) -> str:
    return _DIMENSIONS[name].of(language)


def group(name: str, language: str) -> str:
    return _GROUPS[name].of(language)
