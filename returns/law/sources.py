"""Where each rule stands, for those who want to read it: {rule: {law: act and article}}; acts keep their names."""

from collections.abc import Mapping

UNION_RIGHTS, SALE_OF_GOODS = "Directive 2011/83/EU", "Directive (EU) 2019/771"
UOPK, KC, ZPP = "ustawa o prawach konsumenta", "Kodeks cywilny", "Закон «О защите прав потребителей»"

_PERIOD = {
    "eu": f"{UNION_RIGHTS}, art. 9; Regulation 1182/71, art. 3",
    "pl": f"{UOPK}, art. 27, 28; {KC}, art. 111, 115",
    "de": "BGB §§ 355, 356, 187, 188, 193",
    "ru": f"{ZPP}, ст. 26.1; ГК РФ, ст. 193",
}
_UNINFORMED = {
    "eu": f"{UNION_RIGHTS}, art. 10",
    "pl": f"{UOPK}, art. 29",
    "de": "BGB § 356(3)",
    "ru": f"{ZPP}, ст. 26.1",
}
_REFUND = {
    "eu": f"{UNION_RIGHTS}, art. 13",
    "pl": f"{UOPK}, art. 32, 33",
    "de": "BGB § 357",
    "ru": f"{ZPP}, ст. 26.1",
}
_LIABILITY = {
    "eu": f"{SALE_OF_GOODS}, art. 10",
    "pl": f"{UOPK}, art. 43c",
    "de": "BGB § 438",
    "ru": f"{ZPP}, ст. 19",
}
_REPAIRED = {code: f"{words}; Directive (EU) 2024/1799" for code, words in _LIABILITY.items() if code != "ru"}
_ANSWER = {"pl": f"{UOPK}, art. 7a", "ru": f"{ZPP}, ст. 22"}
_MONEY_FOR_FAULT = {
    "eu": f"{SALE_OF_GOODS}, art. 16",
    "pl": f"{UOPK}, art. 43e",
    "de": "BGB §§ 441, 475",
    "ru": f"{ZPP}, ст. 22",
}
SOURCES: Mapping[str, Mapping[str, str]] = {
    "withdrawal_period": _PERIOD,
    "withdrawal_still_open": _PERIOD,
    "withdrawal_not_informed": _UNINFORMED,
    "withdrawal_informed_late": _UNINFORMED,
    "refund_after_withdrawal": _REFUND,
    "refund_withheld": _REFUND,
    "refund_after_goods": _REFUND,
    "refund_amount": _REFUND,
    "send_back": {
        "eu": f"{UNION_RIGHTS}, art. 14",
        "pl": f"{UOPK}, art. 34",
        "de": "BGB § 357(1)",
    },
    "liability": _LIABILITY,
    "liability_unknown": _LIABILITY,
    "liability_after_repair": _REPAIRED,
    "complaint_answer": _ANSWER,
    "complaint_answer_latest": _ANSWER,
    "reduction_refund": _MONEY_FOR_FAULT,
    "fault_refund": _MONEY_FOR_FAULT,
}


def source_of(rule: str, law: str) -> str:
    """Act and article, "" for what is a promise of the shop; `law` as in an explanation's inputs."""
    return SOURCES.get(rule, {}).get(law, "")
