"""The platform's API against a server of this machine: pages, an update, a cut, refusals; nothing is called unasked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace

import pytest

from aapsim.domain.issues import InvalidInput
from aapsim.files.platform_api import Address, Pull, next_page
from aapsim.files.platform_reading import PlatformReading
from aapsim.service import platform, platform_pull
from aapsim.service.commands import Command, new_command_id
from aapsim.service.desk import Desk
from aapsim.service.outcomes import Accepted
from tests.unit.files.platform_exports import csv_bytes, filed
from tests.unit.service.platform_server import TOKEN, Platform, node, serving

DOSSIERS = filed(250)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    with serving([node(one) for one in DOSSIERS]) as running:
        monkeypatch.setenv("AAPSIM_DEMARCHES_URL", running.url)
        monkeypatch.setenv("AAPSIM_DEMARCHES_TOKEN", TOKEN)
        yield running


def all_pages(workspace: str, number: int = 1) -> Pull:
    pull = Pull(number)
    while not pull.done:
        pull = platform_pull.advance(workspace, pull)
    return pull


def bring(desk: Desk, workspace: str) -> platform.Update:
    here = desk.snapshot(workspace)
    reading = platform_pull.reading_of(all_pages(workspace), here)
    update = platform.update_of(reading, here)
    action = platform.import_action(reading, here, update)
    outcome = desk.apply(Command(new_command_id(), "essai", workspace, here.revision, action))
    assert isinstance(outcome, Accepted)
    return update


def sentence(address: Address) -> str:
    with pytest.raises(InvalidInput) as refused:
        next_page(address, Pull(1))
    return refused.value.issues[0].message


def test_250_dossiers_come_over_three_pages_as_the_files_give_them(desk: Desk, server: Platform) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    pull = all_pages(workspace)
    assert (pull.pages, len(pull.nodes), len(server.asked)) == (3, 250, 3)
    assert [one["variables"]["after"] for one in server.asked] == [None, "100", "200"]
    assert {one["queryId"] for one in server.asked} == {"ds-query-v2"}
    reading = platform_pull.reading_of(pull, desk.snapshot(workspace))
    files = desk.read_file("dossiers.csv", csv_bytes(DOSSIERS), workspace)
    assert isinstance(files, PlatformReading)
    assert reading.questions == {}
    for mine, theirs in zip(reading.applications, files.applications, strict=True):
        # Only the API and the workbooks have the co-funders, which tell a nil public part from an unknown one.
        assert replace(mine, other_public=theirs.other_public) == theirs
    assert set(reading.co_funders) == {one.id for one in DOSSIERS if one.funders}


def test_a_second_pull_shows_the_20_dossiers_that_changed(desk: Desk, server: Platform) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    assert len(bring(desk, workspace).new) == 250
    changed = [
        dataclasses.replace(one, values=one.values | {"requested": 1_234}) if place < 20 else one
        for place, one in enumerate(DOSSIERS)
    ]
    server.nodes = [node(one) for one in changed]
    update = bring(desk, workspace)
    assert (len(update.new), len(update.changes), update.unchanged) == (0, 20, 230)
    assert {(change.field, change.after) for change in update.changes} == {("requested", 1_234)}


def test_a_pull_cut_in_the_middle_is_finished_from_where_it_stopped(desk: Desk, server: Platform) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    server.cut_after = 1
    pull = platform_pull.advance(workspace, platform_pull.pull_of(workspace, 7))
    with pytest.raises(InvalidInput, match="la connexion a été coupée ; reprenez"):
        platform_pull.advance(workspace, pull)
    kept = platform_pull.pull_of(workspace, 7)
    assert (len(kept.nodes), kept.done) == (100, False)
    server.cut_after = None
    while not kept.done:
        kept = platform_pull.advance(workspace, kept)
    assert (len(kept.nodes), kept.pages) == (250, 3)
    assert server.asked[-2]["variables"]["after"] == "100"


def test_a_root_error_is_fatal_even_with_data(server: Platform) -> None:
    server.root_error = "An object of type Demarche was hidden due to permissions"
    said = sentence(Address(server.url, TOKEN))
    assert said.startswith("La plateforme a refusé la demande : An object of type Demarche was hidden")
    assert said.endswith("Rien n'a été changé.")


def test_a_refused_token_is_a_sentence_without_the_token(server: Platform) -> None:
    said = sentence(Address(server.url, "mauvais-jeton"))
    assert said.startswith("La plateforme refuse le jeton")
    assert "mauvais-jeton" not in said + repr(Address(server.url, "mauvais-jeton"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (302, None, "renvoie vers une autre adresse"),
        (429, None, "demande d'attendre"),
        (500, None, "répond par une erreur (500)"),
        (200, b"<html>", "illisible"),
        (200, b"[1]", "forme attendue"),
        (200, b'{"data": {"demarche": null}}', "forme attendue"),
        (200, b'{"data":{"demarche":{"dossiers":{"nodes":[],"pageInfo":{"hasNextPage":true}}}}}', "deux fois"),
    ],
)
def test_whatever_goes_wrong_is_a_sentence(server: Platform, status: int, body: bytes | None, words: str) -> None:
    server.status, server.body = status, body
    assert words in sentence(Address(server.url, TOKEN))


@pytest.mark.parametrize(
    "address",
    [
        Address("http://exemple.fr/api", TOKEN),
        Address("ftp://x", TOKEN),
        Address("", TOKEN),
        Address("https://x.fr", "a b"),
    ],
)
def test_an_address_in_clear_or_a_broken_token_is_never_used(address: Address) -> None:
    assert "AAPSIM_DEMARCHES_" in sentence(address)


def test_nothing_is_configured_by_default() -> None:
    assert platform_pull.address_from({}) is None


def test_a_dossier_in_another_shape_is_a_sentence(desk: Desk) -> None:
    workspace = desk.open_call("occitanie-2021", "Essai")
    with pytest.raises(InvalidInput, match="forme attendue"):
        platform_pull.reading_of(Pull(1, ({"number": 1, "champs": ["x"]},)), desk.snapshot(workspace))
