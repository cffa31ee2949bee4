"""A press is done once and to its end: what the browser tests cannot single out."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from aapsim.ui import presses


@pytest.fixture(autouse=True)
def kept_whole() -> None:
    presses.keep_whole()
    presses.keep_whole()


def said(*, auto: bool) -> RerunData:
    """Return what a browser says where a button was pressed and a field filled in."""
    states = [WidgetState(id="bouton", trigger_value=True), WidgetState(id="champ", string_value="71")]
    return RerunData(widget_states=WidgetStates(widgets=states), is_auto_rerun=auto)


def asked(requests: ScriptRequests) -> list[str]:
    request = requests.on_scriptrunner_ready()
    assert request.type is ScriptRequestType.RERUN
    states = request.rerun_data.widget_states
    assert states is not None
    return sorted(one.id for one in states.widgets)


def test_a_timed_look_presses_nothing_and_a_person_does() -> None:
    for auto, there in ((True, ["champ"]), (False, ["bouton", "champ"])):
        requests = ScriptRequests()
        requests.request_rerun(said(auto=auto))
        assert asked(requests) == there


def test_a_press_that_waits_stays_when_a_look_joins_it() -> None:
    requests = ScriptRequests()
    requests.request_rerun(said(auto=False))
    requests.request_rerun(said(auto=True))
    assert asked(requests) == ["bouton", "champ"]


def test_two_presses_of_one_button_are_two_and_what_follows_comes_after() -> None:
    requests = ScriptRequests()
    for _ in range(2):
        requests.request_rerun(said(auto=False))
    requests.request_rerun(said(auto=True))
    later = WidgetStates(widgets=[WidgetState(id="champ", string_value="72")])
    requests.request_rerun(RerunData(widget_states=later))
    assert asked(requests) == ["bouton", "champ"]
    # Between the two, a look of the run that begins takes the second press at once: it is a whole page.
    second = requests.on_scriptrunner_yield()
    assert second is not None
    states = second.rerun_data.widget_states
    assert states is not None
    assert sorted(one.id for one in states.widgets) == ["bouton", "champ"]
    assert [one.string_value for one in states.widgets if one.id == "champ"] == ["72"]
    assert requests.on_scriptrunner_ready().type is ScriptRequestType.STOP


def test_nothing_is_looked_at_while_a_press_is_done() -> None:
    requests, seen = ScriptRequests(), []

    class Slow(SessionState):
        def on_script_will_rerun(self, *_: object, **__: object) -> None:
            requests.request_rerun(said(auto=False))
            seen.append(requests.on_scriptrunner_yield())

    SafeSessionState(Slow(), lambda: seen.append(requests.on_scriptrunner_yield())).on_script_will_rerun(None)
    assert seen == [None, None]
    waiting = requests.on_scriptrunner_yield()
    assert waiting is not None
    assert waiting.type is ScriptRequestType.RERUN


def test_a_request_without_anything_stays_as_it_is() -> None:
    empty = RerunData()
    assert presses.without_presses(empty) is empty
