"""What every check reads: the file, the projects worked out from its inputs, and who receives what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aapsim.audit.amounts import Project, project_of
from aapsim.audit.reading import Award, Inputs, Result
from aapsim.domain.french import euros, exact_text


@dataclass(frozen=True, slots=True)
class Case:
    """A well-shaped file with its projects by id and its awards by id."""

    result: Result
    projects: Mapping[str, Project]
    awards: Mapping[str, Award]

    @property
    def inputs(self) -> Inputs:
        """The canonical problem of the file."""
        return self.result.inputs

    @property
    def grants(self) -> dict[str, int]:
        """Whole euros by id."""
        return {key: award.grant for key, award in self.awards.items()}


def case_of(result: Result) -> Case:
    """Work out the projects of a well-shaped file."""
    projects = {application.id: project_of(result.inputs, application) for application in result.inputs.applications}
    return Case(result, projects, {award.id: award for award in result.awards})


def number(value: Fraction | int | None) -> str:
    """Write an exact number in a sentence, however long it is."""
    if value is None:
        return "rien"
    try:
        exact = exact_text(value)
    except ValueError:
        return "un nombre trop long pour être écrit"
    return exact if len(exact) <= 40 else f"{exact[:40]}…"


def amount(value: Fraction | int) -> str:
    """Write euros in a sentence; fractions of a euro stay exact."""
    whole = Fraction(value)
    return euros(whole.numerator) if whole.denominator == 1 else f"{number(whole)} €"


def dossier(key: str) -> str:
    """Name an application in a sentence."""
    return f"dossier « {key} »"
