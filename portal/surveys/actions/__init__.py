"""Surveys as they go: a question is planned, asked, answered; and help is asked for."""

from portal.surveys.actions.answering import answer, say
from portal.surveys.actions.asking import ask
from portal.surveys.actions.helping import ask_for_help
from portal.surveys.actions.planning import plan, plan_missed, plan_nps
from portal.surveys.actions.quick import answer_quickly
from portal.surveys.actions.stopping import stop

__all__ = ["answer", "answer_quickly", "ask", "ask_for_help", "plan", "plan_missed", "plan_nps", "say", "stop"]
