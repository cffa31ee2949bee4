"""What is not sure, as inputs: every probability is given, none by default; a preset is a marked hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from aapsim.domain.application import Application
from aapsim.domain.call import Call
from aapsim.domain.french import exact_text, parse_exact
from aapsim.engine.scoring import score_of
from aapsim.simulation.chance import Luck, happens, luck_of, normal_hundredths, uniform_thousandths
from aapsim.simulation.money import with_part
from aapsim.simulation.question import Question

CofundingEffect = Literal["drops", "shrinks"]
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Doubts:
    """Spreads and probabilities (0–1); 0 everywhere: nothing is left to chance.

    ``score_spread`` is the standard deviation of a score, in points; ``spreads`` gives some
    applications one of their own (their reviewers'), which takes its place. ``weight_spread``: each axis
    priority and criterion weight moves by up to that part, either way. ``reserve`` and ``cut`` are (probability,
    part of every source held back); ``cofunding`` is the probability that the other revenue of a
    project does not come, ``cofunding_effect`` what then happens: the project is given up, or made
    smaller by that much. ``withdrawal`` is the probability that an applicant withdraws.
    """

    score_spread: Fraction = _NOTHING
    spreads: tuple[tuple[str, Fraction], ...] = ()
    weight_spread: Fraction = _NOTHING
    reserve: tuple[Fraction, Fraction] = (_NOTHING, _NOTHING)
    cut: tuple[Fraction, Fraction] = (_NOTHING, _NOTHING)
    cofunding: Fraction = _NOTHING
    cofunding_effect: CofundingEffect = "drops"
    withdrawal: Fraction = _NOTHING

    @property
    def any(self) -> bool:
        """Whether anything at all is left to chance."""
        money = any(probability and part for probability, part in (self.reserve, self.cut))
        spread = self.score_spread or self.weight_spread or any(value for _, value in self.spreads)
        return bool(money or spread or self.cofunding or self.withdrawal)

    def to_document(self) -> dict[str, Any]:
        """Return plain JSON values; inverse of :func:`doubts_from`."""
        return {
            "score_spread": exact_text(self.score_spread),
            "spreads": {one: exact_text(value) for one, value in self.spreads},
            "weight_spread": exact_text(self.weight_spread),
            "reserve": [exact_text(value) for value in self.reserve],
            "cut": [exact_text(value) for value in self.cut],
            "cofunding": exact_text(self.cofunding),
            "cofunding_effect": self.cofunding_effect,
            "withdrawal": exact_text(self.withdrawal),
        }


def doubts_from(document: Mapping[str, Any]) -> Doubts:
    """Read back what :meth:`Doubts.to_document` wrote."""
    reserve, cut = ((parse_exact(a), parse_exact(b)) for a, b in (document["reserve"], document["cut"]))
    return Doubts(
        score_spread=parse_exact(document["score_spread"]),
        spreads=tuple(sorted((one, parse_exact(value)) for one, value in document["spreads"].items())),
        weight_spread=parse_exact(document["weight_spread"]),
        reserve=reserve,
        cut=cut,
        cofunding=parse_exact(document["cofunding"]),
        cofunding_effect=document["cofunding_effect"],
        withdrawal=parse_exact(document["withdrawal"]),
    )


@dataclass(frozen=True, slots=True)
class Preset:
    """Doubts ready to use: always a hypothesis, with where it comes from."""

    label: str
    origin: str
    doubts: Doubts


PRESETS: Mapping[str, Preset] = {
    "notes": Preset(
        "Notes à 3 points près",
        "Ordre de grandeur choisi pour l'essai, sans source : à remplacer par l'écart de vos relecteurs.",
        Doubts(score_spread=Fraction(3)),
    ),
    "reserve": Preset(
        "Réserve de 5 %, une chance sur deux",
        "Mise en réserve de 3 à 5 % ces dernières années, à vérifier ; la probabilité est choisie pour l'essai.",
        Doubts(reserve=(Fraction(1, 2), Fraction(1, 20))),
    ),
    "automne": Preset(
        "Coupe de 10 % à l'automne, une chance sur quatre",
        "Scénario d'épreuve : part et probabilité choisies pour l'essai, sans source.",
        Doubts(cut=(Fraction(1, 4), Fraction(1, 10))),
    ),
    "prudent": Preset(
        "Tout à la fois, prudemment",
        "Les trois précédents, 5 % de désistements et 10 % de cofinancements perdus : choisis pour l'essai, "
        "sans source.",
        Doubts(
            score_spread=Fraction(3),
            reserve=(Fraction(1, 2), Fraction(1, 20)),
            cut=(Fraction(1, 4), Fraction(1, 10)),
            cofunding=Fraction(1, 10),
            withdrawal=Fraction(1, 20),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class World:
    """What one draw decides. Two equal worlds are the same question: they are answered once.

    ``gone`` and ``shrunk`` are ids; ``scores`` are deviations in hundredths of a point, ``weights``
    in thousandths, by axis or criterion; ``part`` is what is left of every source (0–1).
    """

    gone: tuple[str, ...]
    shrunk: tuple[str, ...]
    scores: tuple[tuple[str, int], ...]
    weights: tuple[tuple[str, int], ...]
    part: Fraction


def world_of(question: Question, doubts: Doubts, seed: int, draw: int) -> World:
    """Draw one world. The same application meets the same luck whatever the other inputs are."""
    luck, own = luck_of(seed, draw), dict(doubts.spreads)
    gone, shrunk, scores = [], [], []
    for one in question.applications:
        lost = bool(one.other_revenue) and happens(luck, "cofunding", one.id, doubts.cofunding)
        if happens(luck, "withdrawal", one.id, doubts.withdrawal) or (lost and doubts.cofunding_effect == "drops"):
            gone.append(one.id)
            continue
        if lost:
            shrunk.append(one.id)
        moved = normal_hundredths(luck, "score", one.id, own.get(one.id, doubts.score_spread))
        if moved:
            scores.append((one.id, moved))
    return World(tuple(gone), tuple(shrunk), tuple(scores), _weights(question.call, doubts, luck), _part(doubts, luck))


def _weights(call: Call, doubts: Doubts, luck: Luck) -> tuple[tuple[str, int], ...]:
    names = [f"axis:{axis.code}" for axis in call.axes] + [f"criterion:{one.code}" for one in call.criteria]
    moved = ((name, uniform_thousandths(luck, "weight", name, doubts.weight_spread)) for name in names)
    return tuple((name, thousandths) for name, thousandths in moved if thousandths)


def _part(doubts: Doubts, luck: Luck) -> Fraction:
    part = Fraction(1)
    for kind, (probability, held) in (("reserve", doubts.reserve), ("cut", doubts.cut)):
        if happens(luck, kind, "", probability):
            part *= 1 - held
    return part


def in_world(question: Question, world: World) -> Question:
    """Return the question as that world puts it; the locks of those who are gone go with them."""
    call = call_in(question.call, world)
    plain = before_opinions(call)
    gone, shrunk, moved = set(world.gone), set(world.shrunk), dict(world.scores)
    applications = tuple(
        changed_in(plain, one, shrunk=one.id in shrunk, hundredths=moved.get(one.id, 0))
        for one in question.applications
        if one.id not in gone
    )
    locks = tuple((one, lock) for one, lock in question.locks if one not in gone)
    return Question(call, applications, locks)


def call_in(call: Call, world: World) -> Call:
    """Return the call as a world puts it: its money, its priorities and weights."""
    return _weighted(with_part(call, world.part) if world.part != 1 else call, world)


def _weighted(call: Call, world: World) -> Call:
    factors = {name: 1 + Fraction(thousandths, 1000) for name, thousandths in world.weights}
    if not factors:
        return call
    return replace(
        call,
        axes=tuple(replace(a, priority=a.priority * factors.get(f"axis:{a.code}", Fraction(1))) for a in call.axes),
        criteria=tuple(
            replace(c, weight=c.weight * factors.get(f"criterion:{c.code}", Fraction(1))) for c in call.criteria
        ),
    )


def changed_in(plain: Call, one: Application, *, shrunk: bool, hundredths: int) -> Application:
    """Return an application as a world puts it; ``hundredths`` of a point move its mark, within 0–100.

    ``plain`` is the call :func:`before_opinions`: the engine takes their points off again.
    """
    if shrunk and one.total_cost is not None:
        smaller = max(0, one.total_cost - (one.other_revenue or 0))
        one = replace(one, total_cost=smaller, other_revenue=0, other_public=0)
    score = score_of(plain, one) if hundredths else None
    return one if score is None else replace(one, score=moved_score(score, hundredths))


def moved_score(score: Fraction, hundredths: int) -> Fraction:
    """Move a mark by hundredths of a point, within 0–100."""
    whole = 100 * score.denominator
    moved = 100 * score.numerator + hundredths * score.denominator
    return Fraction(min(100 * whole, max(0, moved)), whole)


def before_opinions(call: Call) -> Call:
    """Return the call whose marks have not lost points to departmental opinions yet: what a draw moves."""
    return call if call.opinion_effect != "malus" else replace(call, opinion_effect="none")
