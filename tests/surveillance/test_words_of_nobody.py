"""Neither a note on an alarm nor the neighbours' log names a person, with a title or without; names
of streets stay."""

from collections.abc import Callable

import pytest
from django.utils.translation import override

from veille.ledger.refusal import Malformed
from veille.surveillance import policies


@pytest.mark.parametrize(
    "words",
    [
        "Jean Tremblay dit que c’est bruyant",
        "Kevin a appelé deux fois",
        "Marie-Ève veut savoir les heures",
        "Reported by Fatima Diallo",
        "Huguette habite en face",
        "Selon Oumou Keita, il y a des seringues",
        "Bogdan Petrov said that it is better now",
        "Plainte de Sylvie, transmise à la ville",
        "Jean Tremblay",
        "Vu par Dr Roy",
        "la dre Gagnon l’a confirmé",
        "Le gérant, M. Roy",
        "J e a n  T r e m b l a y",
        "J.e.a.n est venu",
        "𝐉𝐞𝐚𝐧 est venu",
        "**Jean** est venu",
        "_Jean_ est venu",
        "ᴊᴇᴀɴ est venu",
        "Jеan est venu",  # its е is Cyrillic
        "JEAN EST VENU",
        "vers la fin, 14 h",
        "14h",
        "Vu 2 heures",
    ],
)
@pytest.mark.parametrize("check", [policies.check_answer, policies.check_words])
def test_what_points_to_a_person_is_refused(words: str, check: Callable[[str], None]):
    with override("en"), pytest.raises(Malformed, match="may point to a person"):
        check(words)


@pytest.mark.parametrize(
    "words",
    [
        "Seringues rue Charlotte, ramassées le jour même",
        "Du bruit près du parc Jean-Drapeau et de la rue Jeanne-Mance",
        "Le soir de la Saint-Jean, des gens devant la porte",
        "CACTUS Montréal a répondu par une lettre",
        "The Parc Émilie-Gamelin was cleaned; the city was called",
        "Square Viger a été nettoyé",
        "Nous avons rencontré le comité de voisinage",
        "Question sur les heures, répondue par courriel",
        "Coin Sainte-Catherine et Saint-Hubert",
        "Le laboratoire répond en 24 h, ou dans les 2 h s’il le faut",
        "Le pic dure depuis 12 h",
        "Des kits toutes les 4 h",
        "Plan A - B - C revu",
    ],
)
@pytest.mark.parametrize("check", [policies.check_answer, policies.check_words])
def test_a_street_a_park_a_day_or_a_span_is_no_person(words: str, check: Callable[[str], None]):
    check(words)
