"""News, sent after commit.

survey_answered: answer (portal.surveys.models.Answer; also when it takes the place of an earlier one)
"""

from django.dispatch import Signal

survey_answered = Signal()
