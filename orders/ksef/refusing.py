"""Why a file was not taken: nothing of it was kept, and the sentence says what to do."""


class KsefRefused(Exception):
    """`code` is for machines (xml, ksef_number, order, issued, kod_2), `message` a translatable sentence.

    `line` is where in the file, 0 when it is about all of it.
    """

    code = "xml"

    def __init__(self, message: object, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class NotAnInvoice(KsefRefused):
    """The file is no FA(3) invoice that could be kept."""


class NotAKsefNumber(KsefRefused):
    code = "ksef_number"


class NotThisKod2(KsefRefused):
    code = "kod_2"


class NoOrder(KsefRefused):
    code = "order"


class IssuedBefore(KsefRefused):
    code = "issued"
