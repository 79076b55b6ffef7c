"""News of companies, sent after commit; an invitation before it, so that the mail is a row or there is none.

person_invited: invitation (CompanyInvitation), token (str, in no row of ours: it goes into the mail and nowhere else)
person_joined: member (CompanyMember), invitation (CompanyInvitation)
membership_changed: company (Company), user, role (the new one, "" when removed), event (CompanyEvent)
"""

from django.dispatch import Signal

person_invited = Signal()
person_joined = Signal()
membership_changed = Signal()
