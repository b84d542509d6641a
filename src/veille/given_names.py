"""Names of people without a title: given names of Québec, as patterns.

What no pattern can know is left to who reads a text; what is found here is a common given name, or
two words with capitals of which a verb or a preposition says that they are somebody.
"""

#: Given names, as one pattern.
_GIVEN = (
    "Adam|Adèle|Ahmed|Alain|Alexandre|Alexis|Alice|Ali|Amélie|Amina|André|"
    "Andréanne|Anne|Annick|Annie|Anthony|Antoine|Ariane|Arthur|Audrey|Aurélie|"
    "Benjamin|Benoît|Bernard|Bianca|Brian|Bruno|Camille|Carl|Carole|Caroline|"
    "Catherine|Chantal|Charles|Charlotte|Chloé|Christian|Christiane|Christine|"
    "Christophe|Claude|Claudette|Claudia|Colette|Cynthia|Daniel|Danielle|Danny|"
    "David|Debbie|Denis|Denise|Diane|Dominic|Dominique|Donald|Éléonore|Elizabeth|"
    "Élisabeth|Élise|Élodie|Émile|Émilie|Emma|Emmanuel|Éric|Erica|Estelle|Éthan|"
    "Étienne|Eva|Fabien|Fatima|Fatou|Félix|Florence|Francine|Francis|François|"
    "Françoise|Frédéric|Frédérique|Gabriel|Gabrielle|Gaston|Geneviève|Georges|Gérald|"
    "Gérard|Germain|Ghislain|Gilbert|Gilles|Ginette|Gisèle|Guillaume|Guy|Guylaine|"
    "Hassan|Hélène|Henri|Huguette|Hugo|Ibrahim|Ian|Isabelle|Jacob|Jacqueline|"
    "Jacques|James|Jason|Jean|Jeanne|Jennifer|Jérémie|Jérôme|Jessica|Jimmy|Joanie|"
    "Jocelyn|Jocelyne|Joël|Johanne|John|Jonathan|José|Josée|Joseph|Josiane|Joyce|"
    "Judith|Jules|Julie|Julien|Juliette|Justin|Justine|Karim|Karine|Kathleen|Kelly|"
    "Kevin|Kim|Laura|Laurence|Laurent|Léa|Léo|Liam|Linda|Line|Lise|Louis|Louise|"
    "Luc|Lucas|Lucie|Lucien|Lyne|Maggie|Manon|Marc|Marcel|Margaret|Maria|Marianne|"
    "Marie|Marielle|Mario|Marjolaine|Martin|Martine|Mary|Mathieu|Mathilde|Maude|"
    "Maurice|Maxime|Mélanie|Mélissa|Michael|Michel|Michèle|Micheline|Mireille|"
    "Mohamed|Monique|Myriam|Nadia|Nancy|Natalie|Nathalie|Nathan|Nicolas|Nicole|"
    "Noémie|Olivier|Omar|Pascal|Patricia|Patrick|Paul|Pauline|Peter|Philippe|"
    "Pierre|Rachel|Raphaël|Raymond|Rebecca|Réjean|Renaud|René|Renée|Richard|Robert|"
    "Roger|Roland|Roxane|Samuel|Sandra|Sara|Sarah|Sébastien|Serge|Simon|Simone|"
    "Solange|Sonia|Sophie|Stéphane|Stéphanie|Steve|Steven|Susan|Suzanne|Sylvain|"
    "Sylvie|Tania|Thérèse|Thierry|Thomas|Tommy|Valérie|Vanessa|Véronique|Vincent|"
    "William|Xavier|Yannick|Yves|Yvette|Yvon|Yvonne|Zoé"
)
#: A name behind one of these is of a street, a park, a building, a day.
_OF_PLACES = (
    "rue",
    "avenue",
    "boulevard",
    "boul.",
    "parc",
    "place",
    "square",
    "ruelle",
    "métro",
    "station",
    "pont",
    "école",
    "hôpital",
    "église",
    "Saint",
    "Sainte",
    "street",
    "park",
    "school",
    "hospital",
)
_NOT_OF_A_PLACE = "".join(
    f"(?<!{word} )" for each in _OF_PLACES for word in dict.fromkeys((each, each.capitalize()))
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{2,}"
_TWO = (
    rf"(?!(?:Parc|Place|Rue|Métro|Square|Hôpital|École|Ville|Station|Spectre|Café|Centre|Maison|Les?|La"
    rf"|The|Nous|Une?|Des|Ce|Cette|Ces)\b){_CAPITAL} {_CAPITAL}"
)
_SPEAKS = (
    r"(?:a|dit|demande|habite|appelle|se plaint|veut|says?|said|told|lives|asks|asked|called|"
    r"complained|wants|has)"
)

#: A given name, written with a capital or in capitals all through.
GIVEN_NAME = "(?-i:{})".format(
    "|".join(
        rf"(?<![-\w’']){_NOT_OF_A_PLACE}(?:{names})(?:-(?:{names}|Ève|ÈVE))?(?![-\w])"
        for names in (_GIVEN, _GIVEN.upper())
    )
)
#: Two words with capitals that say, or are said by, something: of an institution they may be too,
#: so that only a text of what single people said is searched for them.
SOMEBODY_SPEAKS = (
    rf"(?-i:\b{_TWO}\s+{_SPEAKS}\b)",
    rf"(?-i:\b(?:[Pp]ar|[Ss]elon|[Aa]vec|[Cc]hez|[Ff]rom|[Bb]y|[Ww]ith)\s+{_TWO})",
)
