"""The neighbours' log holds no name of a person, with a title or without; names of streets stay."""

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
    ],
)
def test_a_name_without_a_title_is_refused(words: str):
    with override("en"), pytest.raises(Malformed, match="may point to a person"):
        policies.check_answer(words)


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
    ],
)
def test_a_street_a_park_or_a_day_is_no_person(words: str):
    policies.check_answer(words)
