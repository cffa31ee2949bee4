"""What an export of the platform can fill: each field with its words, and what its column is called as a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "siret", "amount", "date", "flag", "choice", "departments", "opinion", "score"]


@dataclass(frozen=True, slots=True)
class Target:
    """One field of an application. ``names`` are patterns of plain keys, the surest first; ``against`` spoils them."""

    field: str
    words: str
    kind: FieldKind
    names: tuple[str, ...]
    against: str = ""
    needed: bool = False


TARGETS = (
    Target(
        "title", "Intitulé du projet", "text",
        (r"(intitule|titre|nom|denomination)_(du|de_l)_?(projet|action|operation)", r"^(intitule|titre)"),
        r"porteur|structure|responsable|contact|coordinat", needed=True,
    ),
    Target(
        "summary", "Résumé", "text",
        (r"resume", r"(description|presentation)_(succincte_)?(du|de_l)_?(projet|action|operation)", r"^objet"),
    ),
    Target(
        "applicant", "Porteur", "text",
        (r"^entreprise_raison_sociale$", r"^association_titre$", r"raison_sociale",
         r"nom_(de_la_structure|du_porteur)"),
        r"mandataire|prenom|contact|representant",
    ),
    Target("siret", "SIRET", "siret", (r"^etablissement_siret$", r"siret"), r"siege"),
    Target(
        "applicant_type", "Type de porteur", "choice",
        (r"(type|nature|statut|categorie|forme)_(juridique_)?(de_|du_|de_la_)?(porteur|structure|organisme)",
         r"statut_juridique", r"vous_etes"),
    ),
    Target(
        "departments", "Départements", "departments",
        (r"departements?_(concerne|du_projet|d_intervention|de_realisation)", r"departement", r"territoire"),
        r"_code$|porteur|siege|naissance",
    ),
    Target("scope", "Portée", "choice", (r"portee", r"perimetre", r"echelle"), r"departement"),
    Target(
        "axes", "Axes", "choice", (r"^axes?(_|$)", r"thematiques?|themes?", r"objectifs?_(de_l_appel|vises?)"),
        needed=True,
    ),
    Target(
        "total_cost", "Coût total", "amount",
        (r"(cout|budget|montant)_total", r"total_(des_)?(charges|depenses)", r"(cout|budget)_(du|de_l)"),
        r"nature|investissement|recettes|produits", needed=True,
    ),
    Target("investment", "dont investissement", "amount", (r"investissement",), r"exclu"),
    Target(
        "in_kind", "Contributions en nature", "amount",
        (r"en_nature", r"contributions?_volontaires?", r"valorisation"),
    ),
    Target(
        "requested", "Montant demandé", "amount",
        (r"montant_(de_la_)?(subvention_)?(demande|sollicite)", r"(subvention|aide|montant)_(demandee?|sollicitee?)",
         r"montant_(de_la|de)_(subvention|demande)", r"je_demande"),
        r"autre", needed=True,
    ),
    Target(
        "other_public", "dont autres financements publics", "amount",
        (r"(autres_)?(financements?|cofinancements?|aides|recettes|subventions)_publi", r"dont_publi"),
        r"^publics?_|prive",
    ),
    Target(
        "other_revenue", "Autres produits", "amount",
        (r"autres_(produits|recettes|ressources|financements)", r"total_(des_)?(cofinancements|autres)",
         r"cofinancements?"),
        r"publi|prive|nature",
    ),
    Target("own_floor", "Plancher", "amount", (r"plancher", r"montant_minim(al|um)")),
    Target(
        "start_date", "Démarrage", "date",
        (r"(date|demarrage)_(previsionnelle_)?(de_|du_)?(debut|demarrage|commencement|lancement)",
         r"demarrage|debut"),
    ),
    Target("complete", "Dossier complet", "flag", (r"(dossier|piece|pieces)_complet", r"complet")),
    Target("opinion", "Avis départemental", "opinion", (r"avis_(de_la_)?(departement|ddets|dd_)", r"^avis$")),
    Target(
        "publics", "Publics prioritaires", "choice",
        (r"publics?_(prioritaires|vises?|cibles?|concernes?)", r"^publics?"),
    ),
    Target("score", "Note", "score", (r"^note(_|$)",)),
)  # fmt: skip
"""Every field but the number and the filing date, which the platform always gives under the same name."""

BY_FIELD = {target.field: target for target in TARGETS}

BLOCK_ROLES = {
    "funder": ("Cofinanceur", (r"financeur|organisme|nom|partenaire|structure|intitule",)),
    "amount": ("Montant", (r"montant|somme|euros",)),
    "status": ("Acquis ou demandé", (r"acquis|statut|etat|obtenu|sollicite|demande",)),
    "kind": ("Type de financeur", (r"type|nature|public|prive|categorie",)),
}
"""What the columns of the repeated block of co-funders are: role → (words, patterns)."""

CO_FUNDERS = re.compile(r"financeur|financement|subvention|recette|partenaire")
"""How a repeated block of co-funders is called."""

OWN_COLUMNS = re.compile(
    r"^(id|email|franceconnect|civilite|nom|prenom|depot_pour_un_tiers|(pre)?nom_du_mandataire|date_de_naissance"
    r"|domaine_fonctionnel|referentiel_de_programmation|centre_de_cout|a_archiver|archive|etat_du_dossier"
    r"|derniere_mise_a_jour.*|depose_le|passe_en_instruction_le|date_decision.*|traite_le"
    r"|motivation_de_la_decision|instructeurs|groupe_instructeur|dossier_id|champ"
    r"|(etablissement|entreprise|association)_.*)$"
)
"""The platform's own columns: never taken for a question of the form, unless a pattern names them in full."""
