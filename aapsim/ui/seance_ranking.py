"""The ranking under the file: the row under discussion in sight, decisions beside proposals."""

from __future__ import annotations

from aapsim.ui import plain_table, seance_board, seance_forms
from aapsim.ui.seance_board import Board
from aapsim.view.committee import sitting_table
from aapsim.view.standing import funds_end, ranked_awards

_LINE = "fin des crédits, dans l'ordre du classement"


def show(board: Board) -> None:
    """Show the whole ranking in a table that keeps the file under discussion in sight."""
    sitting = seance_board.sitting(board.here, board.answer, board.file, board.queue, scores=board.shown.scores)
    table, here = sitting_table(sitting)
    end = funds_end(ranked_awards(board.answer.optimum)) if board.answer.optimum is not None else None
    # The banner of a trial or an open form takes its place from the table: the page itself never scrolls.
    height = "12.5rem" if board.trial is not None or seance_forms.opened() else "14.5rem"
    plain_table.show(table, "seance:ranking", height=height, line=end, words=_LINE, head=1, nowrap=120, here=here)
