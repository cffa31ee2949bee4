"""Legal thresholds: signalled above, per authority, never at the threshold itself."""

import pytest

from aapsim.domain.application import Application
from aapsim.domain.call import Call, Source
from aapsim.engine.signals import agreement_signals

CALL = Call(
    "essai",
    sources=(
        Source("fir", "FIR", "ars"),
        Source("304-17", "304-17", "prefet"),
        Source("304-19", "304-19", "prefet"),
    ),
)


@pytest.mark.parametrize(
    ("payments", "authorities"),
    [
        ((("304-17", 13_000), ("304-19", 10_000)), []),
        ((("304-17", 13_000), ("304-19", 10_001)), ["agreement:prefet"]),
        ((("fir", 23_000), ("304-17", 23_000)), []),
        ((("fir", 23_001), ("304-17", 23_001)), ["agreement:ars", "agreement:prefet"]),
        ((), []),
    ],
)
def test_the_sources_of_one_authority_count_together(
    payments: tuple[tuple[str, int], ...], authorities: list[str]
) -> None:
    signals = agreement_signals(CALL, Application("a", applicant_type="association"), payments)
    assert [signal.code for signal in signals] == authorities


def test_the_sentence_depends_on_who_applies() -> None:
    payments = (("fir", 23_001),)
    sure = agreement_signals(CALL, Application("a", applicant_type="association"), payments)[0].message
    unsure = agreement_signals(CALL, Application("a"), payments)[0].message
    assert sure.startswith("Convention obligatoire :")
    assert "si le porteur est de droit privé" in unsure
    assert agreement_signals(CALL, Application("a", applicant_type="collectivite"), payments) == ()
