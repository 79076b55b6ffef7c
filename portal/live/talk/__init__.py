"""A live conversation: a case like any other, while both sides are looking."""
