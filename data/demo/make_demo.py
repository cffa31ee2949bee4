"""Write ``candidatures.csv``: sixty invented applications to the 2021 Occitanie call.

Run by hand, ``python data/demo/make_demo.py``; the seed is fixed, so the same program writes the
same bytes. Every title carries « (fictif) », every applicant is invented, and the SIRET numbers
start with 000, which no establishment has. A case worth showing is written out in ``SPECIAL``.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

SEED = 2021
TARGET = Path(__file__).with_name("candidatures.csv")
HEADER = (
    "dossier", "intitule", "resume", "porteur", "siret", "type_porteur", "departements", "portee", "axes",
    "cout_total", "investissement", "contributions_nature", "montant_demande", "autres_produits",
    "autres_financements_publics", "plancher", "date_depot", "date_debut", "complet", "avis_departemental",
    "publics", "note", "sources",
)  # fmt: skip

TYPES = {
    "A": "association",
    "S": "etablissement_sante",
    "M": "etablissement_medico_social",
    "G": "groupement_professionnels_sante",
    "C": "collectivite",
}

SUMMARIES = {
    "1": "Ateliers et visites à domicile sur la nutrition, le sommeil et l'environnement du tout-petit.",
    "2": "Accueil, écoute et entraide de parents d'enfants de 0 à 3 ans, avec des professionnels de la périnatalité.",
    "3": "Éveil culturel et artistique des tout-petits dans les lieux d'accueil et les médiathèques.",
    "4": "Solutions d'accueil et accompagnement vers l'emploi de parents de jeunes enfants.",
}

# title | applicant | type | departments | axes | mark | cost of the action (thousands) | how it is financed
PROJECTS = """
Relais parents des causses|Association Le Relais des causses|A|48|2|84|26|rate
Bien manger dès le premier jour|Association Graines de santé|A|34|1|88.5|30|need
Maternité sans toxiques|Centre hospitalier du Val d'Orb|S|34|1|81|31|request
Les mille bulles|Association Mille bulles|A|31|2|91|27|rate
Éveil en chemin|Association Éveil en chemin|A|66|3|79.5|24|rate
Crèche à horaires élargis|Ville de Montferrand-les-Pins|C|31|4|86|34|need
Doudous et compagnie|Association Doudous et compagnie|A|30|2|78|25|rate
Un bébé, une maison saine|Maison de santé des Garrigues|G|30|1|76.5|22|request
La roulotte des tout-petits|Association La Roulotte|A|46|3|82|25|need
Pause parents|Association Pause parents|A|48|2|77|20|rate
Reprendre pied, reprendre emploi|Association Pas à pas vers l'emploi|A|11|4|83|28|rate
Naître en Couserans|Maison de santé du Couserans|G|09|2|80|24|need
Comptines sans frontières|Association Comptines|A|82|3|74|21|request
Petits pas en Bigorre|Centre d'action médico-sociale de Bigorre|M|65|2|79|26|rate
Cuisine des bébés|Communauté de communes des Deux Rives|C|82|1|70|23|request
Écouter la dépression du post-partum|Hôpital mère-enfant du Tarn|S|81|2|87|32|need
Lait et liens|Association Lait et liens|A|11|2|73|24|rate
Les pères aussi|Association Les pères aussi|A|31|2|75.5|24|request
Jardin sensoriel des tout-petits|Commune de Saint-Aubin-du-Gers|C|32|3|68|27|need
Accueil de nuit des parents soignants|Centre hospitalier des Corbières|S|11|4|66.5|33|request
Signes et premiers mots|Institut des jeunes sourds du Lauragais|M|31|3|72|25|rate
Garde solidaire en Aveyron|Association Garde solidaire|A|12|4|78.5|26|need
Bébés lecteurs du Rouergue|Communauté de communes du Rouergue|C|12|3|71|20|rate
Allaiter, choisir, comprendre|Réseau périnatal des sages-femmes du Lot|G|46|1|69|19|request
Parents en grande précarité|Association Un toit pour grandir|A|34|2|85|29|rate
Le bus des mille jours|Association Le bus des familles|A|66|1:60,2:40|82.5|32|need
Maison des premiers liens|Association Premiers liens|A|81|2|67|27|rate
Halte-garderie itinérante|Communauté de communes des Hauts Plateaux|C|48|4|72.5|30|request
Qualité de l'air dans les crèches|Agglomération du Littoral|C|34|1|63|28|request
Musique au berceau|Association Musique au berceau|A|09|3|65|18|rate
Jeunes mères à Toulouse|Association Tremplin mères|A|31|2,4|80.5|30|rate
Attachement et prématurité|Centre hospitalier de la Garonne|S|31|2|83.5|34|request
Coup de pouce emploi-crèche|Association Coup de pouce|A|30|4|76|25|need
Bulle d'air pour parents d'enfants handicapés|Centre d'action précoce du Gard|M|30|2|81.5|26|rate
Théâtre d'ombres pour bébés|Association Ombres douces|A|32|3|58|17|request
Santé des tout-petits du voyage|Association Chemins partagés|A|82|1|77.5|24|rate
Échanges de mamans en Cerdagne|Association Mamans des cimes|A|66|2|62|16|rate
Parcours de soins en pré-Pyrénées|Maison de santé du Piémont|G|65|1|64|21|request
Crèche d'insertion de l'Hérault|Association Insertion petite enfance|A|34|4|80.1|31|rate
Petite enfance et écrans|Association Temps d'écran|A|31|1|60|19|rate
Café des parents de Lomagne|Association Café de Lomagne|A|32|2|69.5|18|need
Groupe de parole à l'hôpital|Centre hospitalier du Quercy|S|46|2|71.5|23|request
Les tout-petits au musée|Ville de Castelmont|C|81|3|66|26|need
Ateliers massage et portage|Association Peau à peau|A|65|2|57|16|rate
Repérage précoce en Minervois|Maison de santé du Minervois|G|11|1|74.5|25|request
Parents solos, parents forts|Association Parents solos|A|34|2,4|78|28|rate
Nature et petits pieds|Association Petits pieds|A|09|3|61|19|request
Soutien à la maison en Margeride|Association Aide à la naissance|A|48|2|68.5|21|rate
Formation des assistantes maternelles|Communauté de communes du Ségala|C|12|1|59|24|need
Un temps pour nous deux|Association Un temps pour deux|A|81|2|55|20|rate
""".strip().splitlines()

PUBLICS = {
    "2": ("monoparentalite", "precarite", "precarite|monoparentalite", ""),
    "1": ("precarite", "", "handicap"),
    "3": ("precarite", "", "enfant_difficulte"),
    "4": ("recherche_emploi", "monoparentalite|recherche_emploi"),
}
OPINIONS = ("favorable", "favorable", "favorable", "réservé", "défavorable")

# What the ordinary rows do not show. Numbers go on after the ordinary ones.
SPECIAL: tuple[dict[str, str], ...] = (
    {  # the whole region
        "intitule": "Mille jours, toute une région", "porteur": "Fédération régionale des lieux d'accueil",
        "type_porteur": "association", "departements": "REG", "portee": "regionale", "axes": "2", "cout_total": "30000",
        "montant_demande": "27000", "autres_produits": "3000", "autres_financements_publics": "3000", "note": "78.5",
        "publics": "precarite",
    },
    {  # two departments by unequal shares, own floor
        "intitule": "D'un causse à l'autre", "porteur": "Association Passerelles du haut pays",
        "type_porteur": "association", "departements": "48:60|30:40", "portee": "infraregionale", "axes": "2:70|3:30",
        "cout_total": "28000", "contributions_nature": "4000", "montant_demande": "25000", "autres_produits": "4500",
        "autres_financements_publics": "2500", "plancher": "14000", "note": "80", "publics": "precarite",
    },
    {  # investment inside the cost: it leaves the base, the project stays eligible
        "intitule": "Espace d'éveil modulable", "porteur": "Ville de Roquelaure-sur-Agly",
        "type_porteur": "collectivite", "departements": "66", "portee": "infraregionale", "axes": "3",
        "cout_total": "36000", "investissement": "9000", "montant_demande": "26000", "autres_produits": "9500",
        "autres_financements_publics": "9500", "note": "81", "publics": "precarite",
    },
    {  # the day after the deadline
        "intitule": "Bébé nageur solidaire", "porteur": "Association Bébé nageur", "type_porteur": "association",
        "departements": "31", "portee": "infraregionale", "axes": "1", "cout_total": "22000",
        "montant_demande": "19000", "autres_produits": "3000", "date_depot": "26/07/2021", "note": "75",
    },
    {  # reaches outside the region
        "intitule": "Rhône et Gard, parents ensemble", "porteur": "Association Les deux rives du fleuve",
        "type_porteur": "association", "departements": "30|84", "portee": "extraregionale", "axes": "2",
        "cout_total": "27000", "montant_demande": "23000", "autres_produits": "4000", "note": "82",
        "publics": "precarite",
    },
    {  # a practitioner alone
        "intitule": "Consultations de lactation à domicile", "porteur": "Cabinet individuel d'une sage-femme",
        "type_porteur": "professionnel_isole", "departements": "34", "portee": "infraregionale", "axes": "1",
        "cout_total": "14000", "montant_demande": "12000", "autres_produits": "2000", "note": "72",
    },
    {  # below the least spending
        "intitule": "Une valise de livres", "porteur": "Association La valise à histoires",
        "type_porteur": "association", "departements": "12", "portee": "infraregionale", "axes": "3",
        "cout_total": "8500", "montant_demande": "7000", "autres_produits": "1500", "note": "77",
    },
    {  # one piece of the file missing
        "intitule": "Crèche mobile des vendanges", "porteur": "Communauté de communes des Vignes",
        "type_porteur": "collectivite", "departements": "11", "portee": "infraregionale", "axes": "4",
        "cout_total": "29000", "montant_demande": "24000", "autres_produits": "5000", "complet": "non", "note": "70",
        "publics": "recherche_emploi",
    },
    {  # starts after the call allows
        "intitule": "Printemps des tout-petits", "porteur": "Association Printemps", "type_porteur": "association",
        "departements": "82", "portee": "infraregionale", "axes": "3", "cout_total": "20000",
        "montant_demande": "17000", "autres_produits": "3000", "date_debut": "01/03/2022", "note": "69",
    },
    {  # what the file does not say is to be checked
        "intitule": "Relais nuit des parents", "porteur": "Association Relais nuit", "type_porteur": "",
        "departements": "65", "portee": "infraregionale", "axes": "2", "cout_total": "24000", "investissement": "",
        "montant_demande": "20500", "autres_produits": "2000", "complet": "", "note": "76", "publics": "precarite",
    },
)
DEFAULTS = {
    "investissement": "0", "contributions_nature": "0", "autres_financements_publics": "0", "plancher": "",
    "date_depot": "20/07/2021", "date_debut": "15/09/2021", "complet": "oui", "avis_departemental": "favorable",
    "publics": "", "sources": "",
}  # fmt: skip
LEFT_OUT = {"2021-005": ("date_debut",), "2021-028": ("complet",), "2021-041": ("avis_departemental", "type_porteur")}
"""Blank cells of ordinary rows: the officer gets a work list."""
OWN_FLOOR = {"2021-039": "27000"}
"""A crèche that opens with this much or not at all: well marked, yet above what is left for it."""


def siret(number: int) -> str:
    """Return a made-up SIRET of 14 digits with a right control key, starting with 000."""
    body = f"000{number:06d}0001"
    digits = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(sum(divmod(digit, 10)) for digit in digits) % 10)


def budget(kind: str, thousands: int, draw: random.Random) -> dict[str, str]:
    """Return the money columns of a project that costs about ``thousands`` thousand euros of cash.

    ``rate``: asks for nearly everything, the rate binds; ``need``: in kind widens the base and
    other revenues leave a smaller need; ``request``: asks for less than it could have.
    """
    cost = thousands * 1000 + draw.randrange(-6, 7) * 50
    in_kind = draw.randrange(30, 61) * 100 if kind == "need" else 0
    share = {"rate": (93, 98), "need": (80, 86), "request": (70, 82)}[kind]
    requested = cost * draw.randrange(*share) // 100 // 50 * 50
    other = cost - requested + (draw.randrange(5, 11) * 100 if kind == "need" else 0)
    public = {"rate": 0, "need": other // 2, "request": other * 2 // 3}[kind]
    return {
        "cout_total": str(cost),
        "contributions_nature": str(in_kind),
        "montant_demande": str(requested),
        "autres_produits": str(other),
        "autres_financements_publics": str(public // 50 * 50),
    }


def ordinary_row(number: int, line: str, draw: random.Random) -> dict[str, str]:
    """Return one application from its line of ``PROJECTS``."""
    title, applicant, kind_of_applicant, departments, axes, mark, thousands, financing = line.split("|")
    row = {
        "intitule": title,
        "porteur": applicant,
        "type_porteur": TYPES[kind_of_applicant],
        "departements": departments,
        "portee": "infraregionale",
        "axes": axes.replace(",", "|"),
        **budget(financing, int(thousands), draw),
        "date_depot": f"{draw.randrange(1, 26):02d}/07/2021",
        "date_debut": draw.choice(("01/09/2021", "15/09/2021", "01/10/2021")),
        "avis_departemental": draw.choice(OPINIONS),
        "publics": draw.choice(PUBLICS[axes[0]]),
        "note": mark,
        "plancher": OWN_FLOOR.get(f"2021-{number:03d}", ""),
        "sources": "fir" if kind_of_applicant == "S" else "",
    }
    return row | dict.fromkeys(LEFT_OUT.get(f"2021-{number:03d}", ()), "")


def rows() -> list[dict[str, str]]:
    """Return the sixty applications, every column filled or blank on purpose."""
    draw = random.Random(SEED)
    found = [ordinary_row(number, line, draw) for number, line in enumerate(PROJECTS, 1)]
    found.extend(SPECIAL)
    done = []
    for number, row in enumerate(found, 1):
        full = DEFAULTS | {"resume": SUMMARIES[row["axes"][0]], "siret": siret(number)} | row
        full["dossier"] = f"2021-{number:03d}"
        full["intitule"] = f"{full['intitule']} (fictif)"
        full["porteur"] = f"{full['porteur']} (fictif)"
        full["note"] = full["note"].replace(".", ",")
        done.append(full)
    return done


def table() -> bytes:
    """Return the native table: ``;``, French headers, UTF-8 with its byte-order mark."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows())
    return text.getvalue().encode("utf-8-sig")


if __name__ == "__main__":
    TARGET.write_bytes(table())
    print(f"{TARGET.name} : {len(rows())} candidatures fictives")
