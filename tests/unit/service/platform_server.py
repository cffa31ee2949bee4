"""A server on this machine that answers like the platform's API: pages, cursors, refusals, cuts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from tests.unit.files.platform_exports import AXES, BLOCK, DEPARTMENTS, PUBLICS, TYPES, Filed

TOKEN = "jeton-d-essai"


def champ(kind: str, label: str, text: str | None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"TEST_{label}", "champDescriptorId": f"TEST_{label}", "__typename": kind, "label": label,
        "stringValue": text, "updatedAt": "2021-07-20T10:00:00+02:00", "prefilled": False, **more,
    }  # fmt: skip


def euros(label: str, value: int | None) -> dict[str, Any]:
    return champ("DecimalNumberChamp", label, None if value is None else f"{value}.00", decimalNumber=value)


def node(one: Filed) -> dict[str, Any]:
    """Return a dossier in the shape of the API's own answers; an empty number is null."""
    v = one.values
    rows = [
        {"id": f"r{n}", "champs": [
            champ("TextChamp", "Organisme", name), euros("Montant", amount),
            champ("TextChamp", "Acquis ou demandé", status), champ("TextChamp", "Type de financeur", kind),
        ]}
        for n, (name, amount, status, kind) in enumerate(one.funders)
    ]  # fmt: skip
    department = {"name": DEPARTMENTS[v["department"]], "code": v["department"]}
    axes, publics = [AXES[code] for code in v["axes"]], [PUBLICS[code] for code in v["publics"]]
    return {
        "__typename": "Dossier", "id": f"D{one.id}", "number": int(one.id), "archived": False,
        "state": "en_instruction", "dateDepot": f"{v['day']}T{v['minute']}:00+02:00", "motivation": None,
        "usager": {"email": "demandeur@example.net"},
        "demandeur": {
            "__typename": "PersonneMorale", "siret": v["siret"], "association": None,
            "entreprise": {"siren": v["siret"][:9], "formeJuridiqueCode": "", "raisonSociale": v["applicant"]},
        },
        "champs": [
            champ("HeaderSectionChamp", "Votre projet", ""),
            champ("TextChamp", "Intitulé du projet", v["title"]),
            champ("TextareaChamp", "Résumé du projet", v["summary"]),
            champ("TextChamp", "Nature juridique de la structure", TYPES[v["type"]]),
            champ("DepartementChamp", "Département concerné par le projet", department["name"], departement=department),
            champ("MultipleDropDownListChamp", "Thématiques de l'appel à projets", ", ".join(axes), values=axes),
            euros("Coût total du projet (en euros)", v["cost"]),
            euros("dont dépenses d'investissement", v["investment"]),
            euros("Contributions volontaires en nature", v["in_kind"]),
            euros("Montant de la subvention demandée", v["requested"]),
            euros("Autres recettes du projet", v["other"]),
            euros("dont financements publics", v["public"]),
            champ("DateChamp", "Date de démarrage du projet", "1er septembre 2021", date=v["start"]),
            champ("MultipleDropDownListChamp", "Publics prioritaires visés", ", ".join(publics), values=publics),
            champ("PieceJustificativeChamp", "Budget", None, files=[]),
            champ("RepetitionChamp", BLOCK, "", rows=rows),
        ],
        "annotations": [
            champ("CheckboxChamp", "Dossier complet", str(v["complete"]).lower(), checked=v["complete"]),
            champ("TextChamp", "Avis départemental", one.opinion),
        ],
        "avis": [{"id": "a", "question": "Avis ?", "reponse": f"Avis {one.opinion}.", "dateReponse": None}],
    }  # fmt: skip


@dataclass
class Platform:
    """What the server has and how it behaves; ``cut_after`` pages it closes the line, ``root_error`` it says so."""

    nodes: list[dict[str, Any]]
    url: str = ""
    cut_after: int | None = None
    root_error: str = ""
    status: int = 200
    body: bytes | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, variables: dict[str, Any]) -> dict[str, Any]:
        first = min(variables["first"], 100)
        start = int(variables["after"] or 0)
        end = start + first
        info = {"hasNextPage": end < len(self.nodes), "endCursor": str(end)}
        dossiers = {"pageInfo": info, "nodes": self.nodes[start:end]}
        answer: dict[str, Any] = {"data": {"demarche": {"dossiers": dossiers}}}
        if self.root_error:
            answer["errors"] = [{"message": self.root_error}]
        return answer


@contextmanager
def serving(nodes: list[dict[str, Any]]) -> Iterator[Platform]:
    """Serve these dossiers on this machine until the block ends."""
    platform = Platform(nodes)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            platform.asked.append(asked)
            if platform.cut_after is not None and len(platform.asked) > platform.cut_after:
                self.close_connection = True
                return
            status = 401 if self.headers["Authorization"] != f"Bearer token={TOKEN}" else platform.status
            body = platform.body or json.dumps(platform.answer(asked["variables"])).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "http://127.0.0.1:9/ailleurs")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    platform.url = f"http://127.0.0.1:{server.server_port}/api/v2/graphql"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
