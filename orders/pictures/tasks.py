"""Which pictures are missing, and the job that fetches one. The row says when it is due; tick starts it."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from orders.files import keep_as
from orders.models import OrderLine, ProductPicture
from orders.pictures.fetching import NoPicture, small_copy

LEASE = timedelta(minutes=2)
MOST_TRIES = 5
AT_ONCE = 200


def pictures_due(now: datetime) -> QuerySet[ProductPicture]:
    return ProductPicture.objects.filter(state=ProductPicture.State.WAITING, due_at__lte=now).order_by("due_at")


def note_pictures(now: datetime) -> None:
    """Lines whose picture is new get a row for it; lines whose picture is there already get it."""
    allowed = Q(pk__in=())
    for host in settings.PICTURE_HOSTS:
        allowed |= Q(image_url__startswith=f"https://{host}/")
    bare = OrderLine.objects.filter(allowed, picture="").exclude(image_url="")
    known = ProductPicture.objects.filter(url=OuterRef("image_url"))
    fresh = bare.filter(~Exists(known)).order_by().values_list("image_url", flat=True).distinct()[:AT_ONCE]
    rows = [ProductPicture(url=url, key=hashlib.sha256(url.encode()).hexdigest(), due_at=now) for url in fresh]
    ProductPicture.objects.bulk_create(rows, ignore_conflicts=True)
    ready = bare.filter(Exists(known.filter(state=ProductPicture.State.READY))).order_by()
    for url in ready.values_list("image_url", flat=True).distinct()[:AT_ONCE]:
        give_to_lines(ProductPicture.objects.get(url=url))


def give_to_lines(picture: ProductPicture) -> None:
    OrderLine.objects.filter(image_url=picture.url, picture="").update(picture=picture.key)


def file_name(key: str) -> str:
    return f"pictures/{key[:2]}/{key}.webp"


@task()
def fetch_picture(picture_id: int) -> None:
    """Safe to run again: whoever moves the due time fetches; the same file is written over itself."""
    now = timezone.now()
    claimed = pictures_due(now).filter(pk=picture_id).order_by()
    if not claimed.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return
    picture = ProductPicture.objects.get(pk=picture_id)
    try:
        keep_as(file_name(picture.key), small_copy(picture.url))
    except (NoPicture, OSError) as error:
        picture.error = str(error)[:200]
        given_up = picture.attempts >= MOST_TRIES
        picture.state = ProductPicture.State.FAILED if given_up else ProductPicture.State.WAITING
        picture.due_at = now + timedelta(hours=4**picture.attempts)
        picture.save(update_fields=["state", "due_at", "error"])
        return
    ProductPicture.objects.filter(pk=picture_id).update(state=ProductPicture.State.READY, error="")
    give_to_lines(picture)
