"""The platform's API, read only: one stored query, page by page; nothing is ever written there.

GraphQL, ``POST …/api/v2/graphql``, ``Authorization: Bearer token=…``, pages of at most 100. An
error at the root is fatal even where data came along. Redirections are not followed: the token
goes to the address that was configured, and nowhere else.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urlsplit

from aapsim.domain.issues import InvalidInput, Issue

PAGE_SIZE = 100
TIMEOUT_SECONDS = 60
MOST_BYTES = 60 * 1024 * 1024
"""Bytes of the largest answer that is read."""
MOST_DOSSIERS = 20_000
_LOCAL = ("127.0.0.1", "localhost", "::1")
_SEEN_AGAIN = "la plateforme renvoie deux fois la même page"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask and with which token; the token never appears in a message or a ``repr``."""

    url: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pull:
    """What was received so far of one démarche: its dossiers as they came, and where to go on from."""

    number: int
    nodes: tuple[Mapping[str, Any], ...] = ()
    cursor: str | None = None
    pages: int = 0
    done: bool = False


def refused_sentence(reason: str) -> InvalidInput:
    """Return the exception that says why a pull stopped; nothing was changed."""
    return InvalidInput([Issue("platform", f"{reason} Rien n'a été changé.")])


def check_address(address: Address) -> None:
    """Raise ``InvalidInput`` for an address that would send the token in clear, or no token."""
    parts = urlsplit(address.url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not safe or not parts.hostname:
        raise refused_sentence("L'adresse de la plateforme doit commencer par https:// (AAPSIM_DEMARCHES_URL).")
    if not address.token.strip() or not address.token.isascii() or any(one.isspace() for one in address.token):
        raise refused_sentence("Le jeton de la plateforme est vide ou illisible (AAPSIM_DEMARCHES_TOKEN).")


def next_page(address: Address, pull: Pull) -> Pull:
    """Ask for one more page and return the pull with it. Raises ``InvalidInput`` with one French sentence."""
    check_address(address)
    answer = _ask(address, pull)
    if answer.get("errors"):
        raise refused_sentence(f"La plateforme a refusé la demande : {_messages(answer['errors'])}.")
    try:
        dossiers = answer["data"]["demarche"]["dossiers"]
        nodes = tuple(one for one in dossiers["nodes"] if one is not None)
        info = dossiers["pageInfo"]
        more, cursor = bool(info["hasNextPage"]), info.get("endCursor")
    except (KeyError, TypeError) as error:
        raise refused_sentence("La réponse de la plateforme n'a pas la forme attendue.") from error
    if more and (not cursor or cursor == pull.cursor):
        raise refused_sentence(f"{_SEEN_AGAIN.capitalize()} : la lecture s'arrête.")
    gathered = _merged(pull.nodes, nodes)
    if len(gathered) > MOST_DOSSIERS:
        raise refused_sentence(f"La démarche dépasse {MOST_DOSSIERS} dossiers ; importez un export.")
    return Pull(pull.number, gathered, cursor or pull.cursor, pull.pages + 1, done=not more)


def _merged(before: tuple[Mapping[str, Any], ...], new: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    """Add a page; a dossier that moved between two pages is kept once, as it came last."""
    by_number = {one.get("number"): one for one in (*before, *new) if isinstance(one, Mapping)}
    return tuple(by_number.values())


def _messages(errors: Any) -> str:  # noqa: ANN401 - whatever came
    rows = errors if isinstance(errors, list) else [errors]
    texts = [str(one.get("message", one) if isinstance(one, Mapping) else one) for one in rows]
    return " ; ".join(" ".join(text.split())[:200] for text in texts[:3]).rstrip(".")


def _ask(address: Address, pull: Pull) -> Mapping[str, Any]:
    variables = {
        "demarcheNumber": pull.number,
        "first": PAGE_SIZE,
        "after": pull.cursor,
        "includeDossiers": True,
        "includeChamps": True,
        "includeAnotations": True,
        "includeAvis": True,
        "includeTraitements": False,
        "includeInstructeurs": False,
        "includeMessages": False,
    }
    asked = {"queryId": "ds-query-v2", "operationName": "getDemarche", "variables": variables}
    request = urllib.request.Request(  # noqa: S310 - https, or this machine: checked above
        address.url,
        data=json.dumps(asked).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer token={address.token}"},
        method="POST",
    )
    try:
        with urllib.request.build_opener(_NoRedirection()).open(request, timeout=TIMEOUT_SECONDS) as response:
            content = response.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise refused_sentence(_http_sentence(error.code)) from None
    except (OSError, http.client.HTTPException) as error:
        sentence = "La plateforme ne répond pas ou la connexion a été coupée ; reprenez la lecture."
        raise refused_sentence(sentence) from error
    return _document(content)


def _http_sentence(code: int) -> str:
    if code in (401, 403):
        return "La plateforme refuse le jeton : vérifiez AAPSIM_DEMARCHES_TOKEN et ses droits sur la démarche."
    if 300 <= code < 400:
        return "La plateforme renvoie vers une autre adresse : corrigez AAPSIM_DEMARCHES_URL."
    if code == 429:
        return "La plateforme demande d'attendre avant de continuer ; reprenez la lecture dans quelques minutes."
    return f"La plateforme répond par une erreur ({code}) ; reprenez la lecture plus tard."


def _document(content: bytes) -> Mapping[str, Any]:
    if len(content) > MOST_BYTES:
        raise refused_sentence("La réponse de la plateforme est trop grande.")
    try:
        # Figures stay exact texts: a float would round the cents.
        document = json.loads(content, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise refused_sentence("La réponse de la plateforme est illisible ; reprenez la lecture.") from error
    if not isinstance(document, Mapping):
        raise refused_sentence("La réponse de la plateforme n'a pas la forme attendue.")
    return document


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirection would carry the token elsewhere."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: http.client.HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        """Refuse."""
        return
