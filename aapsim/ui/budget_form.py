"""The full budget of one application (CERFA 12156): accounts, co-funders line by line, balances while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import cast

import streamlit as st

from aapsim.domain.application import Application
from aapsim.domain.budget import (
    CHARGES,
    GRANTS,
    IN_KIND_CHARGES,
    IN_KIND_PRODUCTS,
    PRODUCTS,
    Budget,
    CoFunder,
    FunderKind,
    FunderStatus,
    files_the_form,
)
from aapsim.domain.french import euros, group_digits, parse_euros
from aapsim.domain.issues import InvalidInput
from aapsim.service.review_actions import PutBudget
from aapsim.service.review_plans import figures_of
from aapsim.ui import held, plain_table, saved, session
from aapsim.ui.text import bullets, hint, plain, say
from aapsim.view.budget import (
    KIND_WORDS,
    balance_remarks,
    funding_remarks,
    other_grants,
    rates_sentence,
)
from aapsim.view.funding import STATUS_WORDS, threshold_remarks
from aapsim.view.words import project_words

_INVESTMENT = "investment"
_IN_KIND = {IN_KIND_CHARGES: "Emplois des contributions volontaires", IN_KIND_PRODUCTS: "Contributions volontaires"}
_SPARE_LINES = 2
# The balance stays in sight while the accounts below are typed. Constant style.
_STAYS = """<style>
[data-testid="stLayoutWrapper"]:has(> [class*="budget-balance"]) {position: sticky; top: 0; z-index: 5;
  background: #FFF; border-bottom: 1px solid #DDD; padding: 0.4rem 0;}
[data-testid="stMain"] {scroll-padding-top: 11rem;}
[class*="budget-balance"] {gap: 0.3rem;}
[class*="budget-balance"] [data-testid="stAlertContainer"] {padding: 0.4rem 0.8rem;}
</style>"""


def show(key: str) -> None:
    """Show the budget of one application; everything is checked as it is typed, nothing is blocked."""
    here = session.snapshot()
    names = {one.id: project_words(one, one.id) for one in here.applications}
    if not names:
        hint("Aucune candidature.")
        return
    # The same application as on the other parts of the page.
    widget, kept = f"{key}:id", f"{key.rpartition(':')[0]}:kept"
    held.hold(widget, names, kept)
    st.selectbox("Candidature", list(names), key=widget, format_func=lambda one: f"{one} · {names.get(one, '')}")
    one = cast(Application, here.application(st.session_state[widget]))
    _follow(key, one)
    if not files_the_form(one.applicant_type):
        hint("Ce porteur ne dépose pas le CERFA 12156 : le budget rapide de la fiche suffit, rien ici n'est bloquant.")
    budget, problems = _typed(key)
    st.html(_STAYS)
    with st.container(key=f"{key}:balance"):
        _checks(one, budget, problems)
    _accounts(key)
    _co_funders(key)
    st.button("Enregistrer le budget", key=f"{key}:save", type="primary", on_click=_save, args=(key,))
    saved.show(key)
    _beside(key, one)


def _follow(key: str, one: Application) -> None:
    """Put the stored budget in the fields when it moved, or when another application is chosen."""
    budget = session.snapshot().prepared.budget(one.id)
    memory, now = f"{key}:shown", (session.snapshot().id, one.id, budget)
    if st.session_state.get(memory) == now and f"{key}:a:60" in st.session_state:
        return
    st.session_state[memory] = now
    for code in (*CHARGES, *PRODUCTS, *_IN_KIND):
        st.session_state[f"{key}:a:{code}"] = _text(budget.accounts.get(code, 0))
    st.session_state[f"{key}:a:{_INVESTMENT}"] = _text(budget.investment)
    st.session_state[f"{key}:lines"] = len(budget.co_funders) + _SPARE_LINES
    for place in range(len(budget.co_funders) + _SPARE_LINES):
        line = budget.co_funders[place] if place < len(budget.co_funders) else CoFunder("", 0)
        _put_line(key, place, line)


def _put_line(key: str, place: int, line: CoFunder) -> None:
    st.session_state[f"{key}:l:{place}:name"] = line.name
    st.session_state[f"{key}:l:{place}:amount"] = _text(line.amount)
    st.session_state[f"{key}:l:{place}:kind"] = line.kind
    st.session_state[f"{key}:l:{place}:status"] = line.status


def _text(amount: int) -> str:
    return group_digits(amount) if amount else ""


def _typed(key: str) -> tuple[Budget, list[str]]:
    """Read the fields; what cannot be read counts as 0 and gives one sentence."""
    problems: list[str] = []

    def amount(widget: str, words: str) -> int:
        text = str(st.session_state.get(widget, "")).strip()
        try:
            return parse_euros(text).euros if text else 0
        except InvalidInput as refused:
            problems.append(f"{words} : {refused.issues[0].message}")
            return 0

    codes = [code for code in (*CHARGES, *PRODUCTS, *_IN_KIND) if code != GRANTS]
    accounts = {code: euros for code in codes if (euros := amount(f"{key}:a:{code}", f"Compte {code}"))}
    lines: list[CoFunder] = []
    for place in range(st.session_state[f"{key}:lines"]):
        at = f"{key}:l:{place}"
        name = " ".join(str(st.session_state.get(f"{at}:name", "")).split())
        euros_typed = amount(f"{at}:amount", f"Cofinanceur {place + 1}")
        if name or euros_typed:
            kind = cast(FunderKind, st.session_state.get(f"{at}:kind", "other"))
            status = cast(FunderStatus, st.session_state.get(f"{at}:status", ""))
            lines.append(CoFunder(name, euros_typed, kind, status))
    investment = amount(f"{key}:a:{_INVESTMENT}", "Investissement")
    return Budget(MappingProxyType(accounts), tuple(lines), investment), problems


def _checks(one: Application, budget: Budget, problems: list[str]) -> None:
    requested = one.requested or 0
    if not budget.filled and not problems:
        quick = "coût inconnu" if one.total_cost is None else f"coût {euros(one.total_cost)}"
        say(f"Pas de budget détaillé : le budget rapide de la fiche fait foi ({quick}, demande {euros(requested)}).")
    else:
        say(f"Charges {euros(budget.charges)} · produits, demande de {euros(requested)} comprise : "
            f"{euros(budget.products(requested))} · en nature, compte 86 : {euros(budget.in_kind)}, "
            f"compte 87 : {euros(budget.accounts.get('87', 0))}")  # fmt: skip
    for problem in problems:
        st.error(plain(f"{problem} Ce champ compte pour 0 tant qu'il n'est pas corrigé."))
    remarks = balance_remarks(budget, requested, one.applicant_type)
    for remark in remarks:
        (st.error if remark.level == "wrong" else st.info)(plain(remark.sentence))
    if budget.filled and not remarks and not problems:
        st.success(plain("Équilibré : charges = produits, 86 = 87."))
    # The rate follows the accounts as they are typed, like the balances.
    typed = replace(one, **figures_of(budget, one.to_document())) if budget.filled and not problems else one
    if rate := rates_sentence(session.snapshot().call, typed):
        say(rate)


def _accounts(key: str) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Charges**")
        _fields(key, CHARGES)
        _fields(key, {_INVESTMENT: "dont investissement (hors assiette)"}, prefix="")
    with right:
        st.markdown("**Produits**")
        _fields(key, {code: words for code, words in PRODUCTS.items() if code != GRANTS})
        hint("74 – Subventions d'exploitation : la demande et les cofinanceurs, ligne par ligne, ci-dessous.")
        st.markdown("**Contributions volontaires en nature**")
        _fields(key, _IN_KIND)


def _fields(key: str, names: Mapping[str, str], prefix: str = "{} – ") -> None:
    for code, words in names.items():
        label = prefix.format(code) + words
        st.text_input(plain(label), key=f"{key}:a:{code}", placeholder="0", on_change=_rewrite, args=(key, code))


def _rewrite(key: str, code: str) -> None:
    widget = f"{key}:a:{code}"
    try:
        st.session_state[widget] = _text(parse_euros(st.session_state[widget]).euros)
    except InvalidInput:
        return  # left as typed: the sentence above the form says what is wrong


def _co_funders(key: str) -> None:
    st.markdown("**Cofinanceurs (compte 74, sans la demande)**")
    for place in range(st.session_state[f"{key}:lines"]):
        at = f"{key}:l:{place}"
        name, amount, kind, status = st.columns([3, 2, 3, 2], vertical_alignment="bottom")
        name.text_input(f"Cofinanceur {place + 1}", key=f"{at}:name")
        amount.text_input(f"Montant {place + 1} (€)", key=f"{at}:amount", placeholder="0")
        kind.selectbox(f"Type {place + 1}", list(KIND_WORDS), key=f"{at}:kind", format_func=lambda one: KIND_WORDS[one])
        status.selectbox(
            f"État {place + 1}", list(STATUS_WORDS), key=f"{at}:status", format_func=lambda one: STATUS_WORDS[one]
        )
    st.button("+ Un cofinanceur", key=f"{key}:more", on_click=_more, args=(key,))


def _more(key: str) -> None:
    place = st.session_state[f"{key}:lines"]
    _put_line(key, place, CoFunder("", 0))
    st.session_state[f"{key}:lines"] = place + 1


def _save(key: str) -> None:
    budget, problems = _typed(key)
    if problems:
        saved.refuse(key, problems)
        return
    empty = not budget.filled and not budget.co_funders and not budget.investment
    saved.apply(key, PutBudget(str(st.session_state[f"{key}:id"]), None if empty else budget))


def _beside(key: str, one: Application) -> None:
    here, optimum = session.snapshot(), session.answer().optimum
    awards = {award.id: award for award in optimum.awards} if optimum else {}
    grants = {award.id: award.grant for award in awards.values()}
    remarks = funding_remarks(here.prepared.budget(one.id))
    remarks += threshold_remarks(here.call, one, here.applications, awards)
    bullets([remark.sentence for remark in remarks])
    st.subheader("Autres dossiers du même porteur", anchor=False)
    plain_table.show(other_grants(one, here.applications, grants), f"{key}:others", head=1)
