"""How invented visitors are called: words of the street and codes of invented letters.

Nobody real is meant. A code is a gender letter, four letters and a birth year
(shared/facts/care.md); the letters here are syllables put together by chance.
"""

from random import Random

from veille.ledger.vault import plain_handle

#: Handles that are codes. Assumed.
CODE_SHARE = 0.35
#: Word handles of one word alone; the others say which one ("Renard Bleu"). Assumed.
ONE_WORD_SHARE = 0.3

_WORDS = """
    Renard Nuage Bleu Oiseau Loup Lune Corbeau Tango Pixel Mistral Domino Ti-Loup Jazz
    Comète Fjord Sirop Velours Orage Bouleau Castor Huard Moineau Lynx Ardoise Cannelle Poivre
    Safran Galet Brume Zéphyr Boréal Harfang Goéland Ratel Puma Koala Tigre Panda Gecko Cobra
    Hibou Merle Geai Pinson Colibri Grillon Luciole Papillon Abeille Frelon Rocket Shadow Ghost
    Sunny Lucky Smiley Rusty Ziggy Buddy Jinx Onyx Jade Ruby Amber Misty Stormy River Echo Ash
    Cricket Magpie Otter Badger Raven Sparrow Wolf Coyote Bison Moose Beaver Salmon Maple Cedar
    Willow Juniper Clover Thistle Fern Sage Basil Pepper Ginger Cosmo Astro Neptune Saturne Mars
    Orion Vega Titan Atlas Samba Rumba Polka Blues Reggae Disco Techno Banjo Piano Viola Bongo
    Capitaine Matelot Pirate Corsaire Mousse Phare Marée Écume Dune Falaise Torrent Cascade
""".split()  # noqa: SIM905  (a block of words reads better than a list)
_WHAT_KIND = """
    Bleu Noir Blanc Rouge Vert Gris Doré Jr Deux Trois Nord Sud Est Ouest Centre Vieux Petit
    Grand Doux Fou Rapide Calme
""".split()  # noqa: SIM905
_BEGINS = ("BA", "CO", "DE", "FI", "GO", "LA", "MA", "NO", "PE", "RI", "SA", "TU", "VE")
_ENDS = ("RD", "LT", "NE", "SO", "VA", "MI", "GU", "RO", "TI", "LE", "CK", "BO")
#: Two in three are men, as among those who give no code.
_GENDERS = tuple("MMMMMMFFFX")
_BORN = (1952, 2005)


def handles(rng: Random, number: int) -> list[str]:
    """As many different handles, none of which reads like another at the desk."""
    found: dict[str, str] = {}
    while len(found) < number:
        handle = _code(rng) if rng.random() < CODE_SHARE else _word(rng)
        found.setdefault(plain_handle(handle), handle)
    return list(found.values())


def _code(rng: Random) -> str:
    letters = rng.choice(_BEGINS) + rng.choice(_ENDS)
    return f"{rng.choice(_GENDERS)}-{letters}-{rng.randint(*_BORN)}"


def _word(rng: Random) -> str:
    word = rng.choice(_WORDS)
    return word if rng.random() < ONE_WORD_SHARE else f"{word} {rng.choice(_WHAT_KIND)}"
