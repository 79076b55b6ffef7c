"""The door to files and pictures of articles: who may read an article that shows them may have them (R10)."""

from hashlib import blake2s
from mimetypes import guess_type

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from kb.access import visible_to
from kb.models import ArticlePage
from kb.rules import Reader

PICTURES = "images/"
# An article that turns private takes its pictures along, at the latest after this time.
PUBLIC_SECONDS = 3600
EDITING = ["add", "change"]


def may_have(user: Reader | None, file: Model) -> bool:
    """Does a live article that this reader may see use this document or picture?

    Whoever may edit it may always have it. A document that nothing live uses is nobody else's; a picture
    of no article at all is the shop's own, such as its logo. At most four queries.
    """
    uses = set(ReferenceIndex.get_references_to(file).values_list("base_content_type_id", "object_id"))
    pages = {pk for kind, pk in uses if kind == ContentType.objects.get_for_model(Page).pk}
    if isinstance(file, AbstractImage) and (len(pages) < len(uses) or not uses):
        return True
    if visible_to(user).filter(pk__in=pages).exists():
        return True
    # Homes and topics are everybody's.
    articles = ContentType.objects.get_for_model(ArticlePage)
    if Page.objects.live().filter(pk__in=pages).exclude(content_type=articles).exists():
        return True
    if user is None or not user.is_authenticated:
        return False
    policy = policy_registry.get_by_type(type(file))
    return bool(policy.user_has_any_permission_for_instance(user, EDITING, file))


def refuse_document(document: Model, request: HttpRequest) -> None:
    """Wagtail asks before it serves a document; raises Http404, the same as for one that doesn't exist."""
    if not may_have(request.user, document):
        raise Http404


def _handed_out(request: HttpRequest, file: FieldFile) -> HttpResponseBase:
    """From the disk, or from wherever else files are kept. A name is given once, so it says what is in the file."""
    name = str(file.name)
    if isinstance(file.storage, FileSystemStorage):
        found: HttpResponseBase = serve(request, name, document_root=str(settings.MEDIA_ROOT))
        return found
    etag = quote_etag(blake2s(name.encode(), digest_size=12).hexdigest())
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None and unchanged.status_code == 304:
        return unchanged
    try:
        opened = file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    content_type = guess_type(name)[0] or "application/octet-stream"
    return FileResponse(opened, content_type=content_type, headers={"ETag": etag})


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Pictures as pages show them. Documents go through their own door; whatever else lies there is nobody's."""
    rendition = get_image_model().get_rendition_model().objects.filter(file=name).select_related("image").first()
    if rendition is None or not name.startswith(PICTURES):
        raise Http404
    everybody = may_have(None, rendition.image)
    if not everybody and not may_have(request.user, rendition.image):
        raise Http404
    response = _handed_out(request, rendition.file)
    if everybody:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    else:
        add_never_cache_headers(response)
    return response
