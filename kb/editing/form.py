"""The form in which editors write an article."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each edit is a full one until its editor says otherwise.
        self.initial["small_edit"] = False
        if "owner" in self.fields:
            owner = self.fields["owner"]
            owner.label = _("Kept true by")
            owner.required = False
            # Customers are users too; nobody can be asked to look after an article who can't open it.
            may = Q(groups__permissions__codename="access_admin") | Q(is_superuser=True)
            owner.queryset = get_user_model().objects.filter(may, is_active=True).distinct()

    def clean_owner(self) -> Any:
        """Who begins an article keeps it, until somebody else is chosen."""
        return self.cleaned_data["owner"] or (None if self.instance.pk else self.for_user)
