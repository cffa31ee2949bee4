"""« Et si » : more money for a department, an axis or a source, and what it can really receive.

A department or an axis is given a floor: what it receives now (whole euros) plus the largest part
of the new money that the rules let it receive. On top, the envelope grows by that part only, in
proportion to what the sources have; taken elsewhere, the envelope stays. A source's own money
grows, by new money or by the others' in proportion. The answer is the optimum under these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from aapsim.domain.application import Application
from aapsim.domain.call import Axis, Call, DepartmentLimits, Limit
from aapsim.domain.explanation import WhatIf, WhatIfAnswer
from aapsim.domain.issues import Issue
from aapsim.engine.asking import Question, Reply, can_be_met, reply_to
from aapsim.engine.contradiction import minimal_conflict
from aapsim.engine.purses import moved_to, notified_changes, with_available, with_more
from aapsim.engine.split import split_grants
from aapsim.engine.words import rule_words

_NO_RULES: Mapping[str, Any] = MappingProxyType({})
_NO_ANSWER = "Il n'y a pas de répartition à comparer : levez d'abord ce qui la rend impossible."


def what_if(question: Question, now: Reply | None, what: WhatIf) -> WhatIfAnswer:
    """Answer one « et si »; ``now`` is the present optimum of the question, ``None`` if there is none.

    Raises ``InvalidInput`` and ``Undecided`` as solving does.
    """
    issues = _issues(question.call, now, what)
    if issues or now is None:
        return WhatIfAnswer(what, issues=tuple(issues))
    if what.kind in ("department", "axis"):
        return _for_part(_Part(question, now, what))
    if what.kind == "source":
        return _for_source(question, now, what)
    changed = replace(question, call=with_more(question.call, what.euros))
    after = _solved(changed)
    return _answer(question, changed, now, after, replace(_blank(what), received=Fraction(after.total - now.total)))


def _issues(call: Call, now: Reply | None, what: WhatIf) -> list[Issue]:
    if now is None:
        return [Issue("what_if", _NO_ANSWER)]
    if what.euros < 1:
        return [Issue("what_if", "indiquez un montant d'au moins 1 €, par exemple 20 000 €.")]
    known = {
        "department": {what.code} - {""},
        "axis": {axis.code for axis in call.axes},
        "source": {source.code for source in call.sources},
        "envelope": {""},
    }
    if what.code not in known[what.kind]:
        return [Issue("what_if", f"« {what.code[:40]} » n'existe pas dans cet appel.")]
    if what.taken and what.kind == "envelope":
        return [Issue("what_if", "l'enveloppe entière ne peut pas être prise ailleurs : choisissez « en plus ».")]
    others = sum(source.available for source in call.sources if source.code != what.code)
    if what.taken and what.kind == "source" and what.euros > others:
        return [Issue("what_if", "les autres financeurs n'ont pas autant d'argent à céder.")]
    return []


def _blank(what: WhatIf) -> WhatIfAnswer:
    return WhatIfAnswer(what, added=what.euros)


def _answer(
    before: Question,
    changed: Question,
    now: Reply,
    after: Reply,
    known: WhatIfAnswer,
    rules: Mapping[str, Any] = _NO_RULES,
) -> WhatIfAnswer:
    changes = {**notified_changes(before.call, changed.call), **rules}
    return replace(
        known,
        envelope_before=before.call.envelope,
        envelope_after=changed.call.envelope,
        before=now.grants,
        after=after.grants,
        rules=MappingProxyType(changes),
    )


def _solved(question: Question) -> Reply:
    reply = reply_to(question)
    if reply is None:
        raise ArithmeticError("more money made an allocation impossible")
    return reply


# ----------------------------------------------------------------------------------- a source
def _for_source(question: Question, now: Reply, what: WhatIf) -> WhatIfAnswer:
    source = next(one for one in question.call.sources if one.code == what.code)
    if what.taken:
        call = moved_to(question.call, what.code, what.euros)
    else:
        call = with_available(question.call, {what.code: source.available + what.euros})
    changed = replace(question, call=call)
    after = reply_to(changed)
    if after is None:
        message = "prendre cet argent aux autres financeurs rend impossible de respecter toutes les règles."
        return WhatIfAnswer(what, issues=(Issue("what_if", message),))
    more = _paid_by(changed, after, what.code) - _paid_by(question, now, what.code)
    return _answer(question, changed, now, after, replace(_blank(what), received=Fraction(more)))


def _paid_by(question: Question, reply: Reply, code: str) -> int:
    split = split_grants(question.case().problem, reply.grants)
    if split is None:
        raise ArithmeticError("grants that the sources cannot pay")
    return sum(amount for paid in split.payments.values() for source, amount in paid if source == code)


# ------------------------------------------------------------------------ a department, an axis
@dataclass(frozen=True, slots=True)
class _Part:
    """A department or an axis, with what it receives now."""

    question: Question
    now: Reply
    what: WhatIf

    def share(self, application: Application) -> Fraction:
        """Share of an application in the part, 0 to 1."""
        shares = application.departments if self.what.kind == "department" else application.axes
        return sum((part for code, part in shares if code == self.what.code), Fraction(0))

    def received(self, reply: Reply) -> Fraction:
        """Exact euros of the part: shares times grants."""
        applications = self.question.applications
        return sum((self.share(one) * reply.grants.get(one.id, 0) for one in applications), Fraction(0))

    def asked(self, more: int, envelope: int) -> Question:
        """Ask with a floor raised by ``more`` and an envelope raised by ``envelope`` euros."""
        call = with_more(self.question.call, envelope) if envelope else self.question.call
        return replace(self.question, call=_floored(call, self.what, int(self.received(self.now)) + more))

    def on_top(self, more: int) -> Question:
        """Ask for the rules where the target gets ``more``, in the reading that was asked for."""
        return self.asked(more, 0 if self.what.taken else more)

    @property
    def past_ranking(self) -> bool:
        """Whether the target's own projects may enter past better marks elsewhere.

        A department is asked for across the axes' rankings: without that, every better mark of the
        region would have to be funded first.
        """
        return self.what.kind == "department" and self.question.call.ranking == "strict"


def _floored(call: Call, what: WhatIf, euros: int) -> Call:
    if what.kind == "axis":
        axes = tuple(_axis_floored(axis, euros, call) if axis.code == what.code else axis for axis in call.axes)
        return replace(call, axes=axes)
    limits = {one.code: one for one in call.departments}
    present = limits.get(what.code, DepartmentLimits(what.code))
    limits[what.code] = replace(present, floor=max(present.floor, euros))
    return replace(call, departments=tuple(limits.values()))


def _axis_floored(axis: Axis, euros: int, call: Call) -> Axis:
    present = axis.floor.euros_of(call.envelope) if axis.floor is not None else Fraction(0)
    # A floor as a share of what is granted is replaced: the axis never receives less than now.
    return replace(axis, floor=Limit("euros", max(Fraction(euros), present or Fraction(0))))


def _for_part(part: _Part) -> WhatIfAnswer:
    if part.past_ranking:
        free = _Part(replace(part.question, call=replace(part.question.call, ranking="free")), part.now, part.what)
        most, found = _placed(free)
        entering = _entering(part, found)
        if entering:
            changed = part.on_top(most)
            locked = replace(changed, locks={**changed.locks, **dict.fromkeys(entering, "funded")})
            after = reply_to(locked)
            if after is not None:
                return _told(part, most, locked, after, entering)
    most, after = _placed(part)
    return _told(part, most, part.on_top(most) if most else part.question, after, ())


def _entering(part: _Part, found: Reply) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in part.question.applications
        if part.share(one) and found.grants.get(one.id) and not part.now.grants.get(one.id)
    )


def _placed(part: _Part) -> tuple[int, Reply]:
    """Return the largest part of the money that the target can receive, with the optimum then."""
    what, step = part.what, part.question.call.step
    envelope = 0 if what.taken else what.euros
    most = _largest(what.euros, step, lambda more: can_be_met(part.asked(more, envelope)))
    while most:
        after = reply_to(part.on_top(most)) if can_be_met(part.on_top(most)) else None
        if after is not None:
            return most, after
        most -= most % step or step
    return 0, part.now


def _told(part: _Part, most: int, changed: Question, after: Reply, entering: tuple[str, ...]) -> WhatIfAnswer:
    what, step = part.what, part.question.call.step
    limits = _stopped_by(part, min(most - most % step + step, what.euros)) if most < what.euros else ()
    received = part.received(after) - part.received(part.now)
    path = f"{'departments' if what.kind == 'department' else 'axes'}.{what.code}.floor"
    rules = {path: _floor_of(changed.call, what)} if most else {}
    known = WhatIfAnswer(what, added=most, received=received, limits=limits, past_ranking=entering)
    return _answer(part.question, changed, part.now, after, known, rules)


def _floor_of(call: Call, what: WhatIf) -> int:
    if what.kind == "department":
        return next(one.floor for one in call.departments if one.code == what.code)
    floor = next(axis.floor for axis in call.axes if axis.code == what.code)
    return -int(-floor.value // 1) if floor is not None else 0


def _largest(most: int, step: int, possible: Callable[[int], bool]) -> int:
    """Return the largest of 0, step, 2 × step … and ``most`` that is possible; what is possible stays so below."""
    if possible(most):
        return most
    low, high = 0, -(-most // step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if possible(middle * step) else (low, middle)
    return low * step


def _stopped_by(part: _Part, more: int) -> tuple[str, ...]:
    """Return the rules that forbid one step more, in French clauses; the target's own requests if none does."""
    asked = part.asked(more, 0 if part.what.taken else part.what.euros)
    if part.past_ranking:
        asked = replace(asked, call=replace(asked.call, ranking="free"))
    problem, own = asked.case().problem, f"{part.what.kind}:{part.what.code}:floor"
    names = [name for name in minimal_conflict(problem) if name != own]
    if names:
        return tuple("l'enveloppe" if name == "money" else rule_words(part.question.call, name) for name in names)
    present = {candidate.id for candidate in problem.candidates}
    if any(one.id in present and part.share(one) for one in part.question.applications):
        return ("les plafonds de ses projets, tous atteints",)
    return ("l'absence de projet qui puisse être financé",)
