from django import template

from portal.desk.customers.access import url_of
from returns.models import Case

register = template.Library()


@register.filter
def customer_url(case: Case) -> str:
    """The page of the customer whose case this is; "" once nobody knows any more."""
    return url_of(case.customer_id, case.email) if case.customer_id or case.email else ""
