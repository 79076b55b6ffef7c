"""Who of a company may do what, and which tax number is one. Pure.

|                                            | buyer | accountant | administrator |
|--------------------------------------------|-------|------------|---------------|
| every order of the company, with prices    | yes   | yes        | yes           |
| invoices of orders she placed              | yes   | yes        | yes           |
| invoices of colleagues' orders             | no    | yes        | yes           |
| send back what she ordered                 | yes   | yes        | yes           |
| send back what a colleague ordered         | no    | no         | yes           |
| invite, change roles, remove, the history  | no    | no         | yes           |
| cases (questions, complaints, returns)     | her own only, whatever the role    |

Who is not in the company any more sees none of it, also not of orders she placed for it.
"""

from orders.models import CompanyRole

SEE_ALL_INVOICES = frozenset({CompanyRole.ACCOUNTANT, CompanyRole.ADMINISTRATOR})
ACT_FOR_ALL = frozenset({CompanyRole.ADMINISTRATOR})
LEAD = frozenset({CompanyRole.ADMINISTRATOR})
