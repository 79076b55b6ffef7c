"""What search keeps in the database: what must be indexed again."""

from django.db import models


class IndexDue(models.Model):
    """A page whose words changed: the queue indexes it at once, and if it was lost there, tick does after due_at."""

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+")
    due_at = models.DateTimeField(db_index=True)
