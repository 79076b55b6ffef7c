"""News of the help centre, told after commit."""

from django.dispatch import Signal

# names: the variables whose value changed; articles: primary keys of every article and translation that uses them.
variable_changed = Signal()
