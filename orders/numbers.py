"""Check digits of parcel numbers. Each takes the whole number, already of the right shape, without spaces."""


def upu_s10(number: str) -> bool:
    """RB123456785GB: UPU standard S10, weights 8 6 4 2 3 5 9 7, modulo 11."""
    digits = [int(digit) for digit in number[2:11]]
    total = sum(digit * weight for digit, weight in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=False))
    return digits[8] == {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


def ups_1z(number: str) -> bool:
    """1Z5R89390357567127: letters count as their place from A = 2, every second figure twice, modulo 10."""
    figures = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:]]
    total = sum(figures[:15:2]) + 2 * sum(figures[1:15:2])
    return figures[15] == -total % 10


def sscc(digits: str) -> bool:
    """18 digits of GS1's shipping code: weights 3 and 1, modulo 10."""
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(digits[:17]))
    return int(digits[17]) == -total % 10


def sscc_of_poczta_polska(number: str) -> bool:
    """00359007731310000245: 00, an extension digit, Poczta Polska's company number 5900773 …"""
    return number[3:10] == "5900773" and sscc(number[2:])


def dhl_express(number: str) -> bool:
    """3318810025: the last digit is the first nine modulo 7."""
    return int(number[:9]) % 7 == int(number[9])


def fedex_12(number: str) -> bool:
    """986578788855: weights 3 1 7 from the left, modulo 11, 10 is 0."""
    total = sum(int(digit) * (3, 1, 7)[index % 3] for index, digit in enumerate(number[:11]))
    return int(number[11]) == total % 11 % 10


def gls_12(number: str) -> bool:
    """Eleven digits and the check of GLS: weights 3 and 1, one more, up to the next ten."""
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(number[:11])) + 1
    return int(number[11]) == -total % 10
