"""What the desk hangs on a message goes where the message goes when cases are joined or taken apart."""

from portal.desk.models import ArticleLink
from returns.joining.merging import FOLLOWERS
from returns.models import Case


def follow(messages: list[int], case: Case) -> None:
    ArticleLink.objects.filter(message__in=messages).update(case=case)


def connect() -> None:
    if follow not in FOLLOWERS:
        FOLLOWERS.append(follow)
