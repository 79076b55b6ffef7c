"""Outside the languages: machines come here."""

from django.urls import path

from orders.hooks.views import deliver

urlpatterns = [
    path(f"{source}/", deliver, {"source": source}, name=f"hook_{source}")
    for source in ("woocommerce", "shopify", "easypost", "aftership", "generic")
]
