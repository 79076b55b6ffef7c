"""Is this file genuine? Anybody may ask with the code printed on it; nobody learns what it says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from orders.verifying.answers import Answer, answer, is_from_elsewhere, is_too_often
from orders.verifying.forms import VerifyForm, plain_code


@csrf_exempt  # a public page sets no cookie: where the form comes from is read off Sec-Fetch-Site and Origin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """With a code, whether it is one of ours; with a file or its SHA-256, whether that is the one we issued."""
    if request.method == "POST":
        if is_from_elsewhere(request):
            return _page(request, VerifyForm(initial={"code": code}), problem="elsewhere", status=403)
        if is_too_often(request):
            return _page(request, VerifyForm(initial={"code": code}), problem="too_often", status=429)
        form = VerifyForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(request, form, status=400)
        return _page(request, form, found=answer(form.cleaned_data["code"], form.hash))
    known = plain_code(code)
    found = answer(known, "") if code else None
    form = VerifyForm(initial={"code": code})
    return _page(request, form, found=found, status=404 if found and found.verdict == "unknown" else 200)


def _page(
    request: HttpRequest, form: VerifyForm, found: Answer | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    return render(request, "orders/verify.html", {"form": form, "found": found, "problem": problem}, status=status)
