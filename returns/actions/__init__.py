"""Everything that changes a case."""

from returns.actions.automatic import post_automatic, write_down
from returns.actions.deciding import approve, assign, decline, mark_received, refund, take_step
from returns.actions.ending import cancel, close, end
from returns.actions.opening import WantedLine, open_case, open_question, open_return
from returns.actions.sorting import change_tags, leave_out, set_priority, set_team, snooze, wake
from returns.actions.uploading import drop_uploads, keep_uploads, sweep_files
from returns.actions.writing import post_message
from returns.articles_read import forget as forget_articles_read

__all__ = [
    "WantedLine",
    "approve",
    "assign",
    "cancel",
    "change_tags",
    "close",
    "decline",
    "drop_uploads",
    "end",
    "forget_articles_read",
    "keep_uploads",
    "leave_out",
    "mark_received",
    "open_case",
    "open_question",
    "open_return",
    "post_automatic",
    "post_message",
    "refund",
    "set_priority",
    "set_team",
    "snooze",
    "sweep_files",
    "take_step",
    "wake",
    "write_down",
]
