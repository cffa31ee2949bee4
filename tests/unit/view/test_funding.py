"""Public money by applicant: both legal thresholds over all its applications, and possible double funding."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from aapsim.domain.allocation import Award
from aapsim.domain.application import Application
from aapsim.domain.budget import Budget, CoFunder
from aapsim.files.calls import load_call, shipped_calls
from aapsim.view.funding import double_table, peers, public_money, threshold_remarks, thresholds_table

CALL = load_call(shipped_calls()["occitanie-2021"])


def filed(one: str, **values: object) -> Application:
    return Application(**{"id": one, "applicant": "Relais", "applicant_type": "association"} | values)  # type: ignore[arg-type]


def award(one: str, *by_source: tuple[str, int]) -> Award:
    grant = sum(amount for _, amount in by_source)
    return Award(one, "funded", grant, grant, 0, "requested", by_source, Fraction(50), Fraction(50), 1)


def test_both_actions_of_programme_304_are_one_authority_over_all_the_applicants_files() -> None:
    mine = (filed("1", requested=15_000), filed("2", requested=15_000), filed("3", applicant="Autre"))
    awards = {"1": award("1", ("304-17", 12_000)), "2": award("2", ("304-19", 12_000), ("fir", 5_000))}
    (remark,) = threshold_remarks(CALL, mine[0], mine, awards)
    assert remark.sentence.startswith("Convention obligatoire : Préfet (DREETS) lui verserait 24")
    assert "pour ses 2 dossiers" in remark.sentence
    assert [row[1] for row in thresholds_table(CALL, mine, awards).texts()] == ["1, 2"]


def test_153_000_counts_every_public_fund_of_every_file() -> None:
    mine = (filed("1", requested=5_000, other_public=100_000), filed("2", requested=5_000, other_public=43_001))
    assert public_money(mine, {}) == 153_001
    codes = [remark.code for remark in threshold_remarks(CALL, mine[0], mine, {})]
    assert codes == ["audited"]
    exact = (filed("1", requested=5_000, other_public=148_000),)
    assert threshold_remarks(CALL, exact[0], exact, {}) == []


def test_a_local_authority_passes_no_threshold_and_an_unknown_kind_is_conditional() -> None:
    town = filed("1", applicant_type="collectivite", requested=200_000)
    assert threshold_remarks(CALL, town, (town,), {}) == []
    clinic = filed("1", applicant_type="etablissement_sante", requested=24_000)
    assert "si le porteur est de droit privé" in threshold_remarks(CALL, clinic, (clinic,), {})[0].sentence


def test_the_same_applicant_is_known_by_its_number_or_its_name() -> None:
    one, other = filed("1", siret="11", applicant="A"), filed("2", siret="11", applicant="B")
    assert peers(one, (one, other, filed("3", applicant="C"))) == [one, other]
    nameless = filed("4", applicant="")
    assert peers(nameless, (nameless, filed("5", applicant=""))) == [nameless]


def test_another_call_of_the_state_is_shown_as_possible_double_funding() -> None:
    budget = Budget(MappingProxyType({}), (CoFunder("FDVA", 3_000, "state", "asked"), CoFunder("Caf", 1, "public")))
    assert [row[2] for row in double_table((filed("1"),), {"1": budget}).texts()] == ["FDVA"]
