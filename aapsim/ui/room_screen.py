"""The room screen follows what was shown, by itself, more than twice a second; it reads nothing else."""

from __future__ import annotations

import streamlit as st

from aapsim.domain.french import NO_BREAK, euros, group_digits
from aapsim.domain.issues import InvalidInput
from aapsim.service.answers import Answer
from aapsim.service.room import Shown
from aapsim.service.snapshots import Snapshot
from aapsim.ui import room, seance_board, session, words
from aapsim.view.committee import room_file, room_headers, room_rows
from aapsim.view.room import RoomPicture, around
from aapsim.view.room_words import room_sentence
from aapsim.view.standing import funds_end, ranked_awards

EVERY_S = 0.4
_BEAT, _LAST = "aapsim:beat", "aapsim:room"


@st.fragment(run_every=EVERY_S)
def show() -> None:
    """Draw what is shown at this moment. A picture is made once: while nothing is shown anew, only the beat moves."""
    beat = int(st.session_state.get(_BEAT, 0)) + 1
    st.session_state[_BEAT] = beat
    workspace = session.snapshot().id
    try:
        seen = session.desk().shown(workspace)
        last: tuple[tuple[str, int], RoomPicture] | None = st.session_state.get(_LAST)
        if last is None or last[0] != (workspace, seen.number):
            last = ((workspace, seen.number), picture(workspace, seen))
            st.session_state[_LAST] = last
    except InvalidInput:
        # The database cannot be read: no beat goes out, and the browser says that its picture is the last one.
        last = st.session_state.get(_LAST)
        beat = 0
    if last is not None:
        room.show(last[1], beat)


def picture(workspace: str, seen: Shown) -> RoomPicture:
    """Return the picture of a shown revision: nothing at all before the first one, or while black."""
    if seen.black or seen.revision is None:
        return RoomPicture(session.desk().snapshot(workspace).title, "", black=seen.black)
    snapshot = session.desk().snapshot_at(workspace, seen.revision)
    answer = session.desk().answer_at(workspace, seen.revision)
    queue = seance_board.sorted_out(snapshot, answer)[0]
    sitting = seance_board.sitting(snapshot, answer, seen.file, queue, scores=seen.scores)
    parts = seance_board.shares(snapshot, answer)
    decided = sum(part.decided for part in parts)
    headers, right = room_headers(scores=seen.scores)
    start, rows = around(room_rows(sitting))
    end = funds_end(ranked_awards(answer.optimum)) if answer.optimum is not None else None
    left = " · ".join(f"{words.authority(part.authority)} {euros(part.left)}" for part in parts if part.authority)
    return RoomPicture(
        words.workspace_title(snapshot.title, demo=snapshot.demo),
        f"rév.{NO_BREAK}{group_digits(seen.revision)}",
        (
            ("À répartir", euros(snapshot.call.envelope)),
            ("Décidé", euros(decided)),
            ("Reste", euros(snapshot.call.envelope - decided)),
        ),
        f"Reste : {left}" if left else "",
        room_file(sitting, _place(seen.file, queue), _reason(snapshot, answer, seen.file)),
        headers,
        right,
        rows,
        max(0, (end or 0) - start),
        "fin des crédits, dans l'ordre du classement",
    )


def _reason(snapshot: Snapshot, answer: Answer, file: str) -> str:
    """Return why the file gets no more, as it follows from the shown revision alone."""
    award = seance_board.award_of(answer.optimum, file)
    if award is None or answer.optimum is None:
        return ""
    return room_sentence(snapshot.call, answer.optimum, award, snapshot.application(file))


def _place(file: str, queue: tuple[str, ...]) -> str:
    return f"Dossier {queue.index(file) + 1} sur {len(queue)}" if file in queue else ""
