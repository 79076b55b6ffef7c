"""News of companies, sent after commit.

person_invited: invitation (CompanyInvitation), token (str, in no row: it goes into the mail and nowhere else)
person_joined: member (CompanyMember), invitation (CompanyInvitation)
membership_changed: company (Company), user, role (the new one, "" when removed), event (CompanyEvent)
"""

from django.dispatch import Signal

person_invited = Signal()
person_joined = Signal()
membership_changed = Signal()
