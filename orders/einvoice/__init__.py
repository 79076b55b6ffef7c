"""EN 16931: what an invoice says, as XML, checked by the official rules, inside the PDF.

Only `checking` loads factur-x and saxonche, and only a child process loads `checking`.
"""
