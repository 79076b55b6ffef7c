"""News of the help centre, told after commit."""

from django.dispatch import Signal

# names: the variables whose value changed; articles: primary keys of every article and translation that uses them.
variable_changed = Signal()

# tip: kb.models.Tip, accepted, rejected (with its reason) or taken into the article.
tip_decided = Signal()

# flag: kb.models.ArticleFlag, answered by an editor.
flag_resolved = Signal()

# user_id: a customer who does not want us to remember what she reads; what was remembered is gone.
trail_stopped = Signal()
