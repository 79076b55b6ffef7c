"""Bodies are read by orders.ingest.reading, like every shop's: exact amounts, nothing deep, huge or half (R25)."""

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from pydantic import ValidationError, ValidatorFunctionWrapHandler

from orders.ingest.reading import BadData, plain, read_json
from portal.api.fields import FieldError, in_words, name_of
from portal.api.problems import Problem, invalid


class CarefulParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """Raises Problem for anything doubtful; the document is kept on the request as it was sent."""
        try:
            document = read_json(request.body, limit=len(request.body))
        except BadData as error:
            field = error.path.removeprefix("$").removeprefix(".") or "body"
            raise invalid([FieldError(field, error.message)]) from None
        vars(request)["document"] = document
        return document

    def parse_querydict(self, data: MultiValueDict, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        """Refuses what would be half read: a parameter twice, or text no column holds."""
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        for name in data:
            value = found[name]
            if isinstance(value, str) and "\x00" in value:
                raise invalid([FieldError(name, "The text holds a NUL character.")])
        return found


def sent(request: HttpRequest) -> dict[str, Any]:
    """The body as it was sent, for a JSON column."""
    document: dict[str, Any] = plain(vars(request)["document"])
    return document


def problem_of(error: ValidationError, skip: int = 0) -> Problem:
    """Names every field that is wrong; `skip` leaves out the first parts of the path, which are ours."""
    found = error.errors(include_url=False, include_input=False)
    return invalid(FieldError(name_of(each["loc"][skip:]), in_words(dict(each))) for each in found)


def or_its_problem(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """One item of a batch that is wrong must not hold up the other 499."""
    try:
        return read(value)
    except ValidationError as error:
        return problem_of(error)
