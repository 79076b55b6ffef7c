"""What a doubting reader has: the code on the page, and the file or its SHA-256."""

import hashlib
import re
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from orders.models.invoice import ALPHABET, CODE_LENGTH

LARGEST = 25 * 1024 * 1024
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def plain_code(written: str) -> str:
    """7k2m-… as typed becomes 7K2M…; "" for what can't be one of ours."""
    bare = re.sub(r"[\s\-–]", "", written[:100]).upper().translate(LOOK_ALIKES)
    return bare if len(bare) == CODE_LENGTH and set(bare) <= set(ALPHABET) else ""


class VerifyForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the document"),
        max_length=100,
        required=False,
        strip=True,
        help_text=_("Seven groups of four letters and digits, beside the QR code at its end."),
    )
    file = forms.FileField(
        label=_("The file to compare"),
        required=False,
        help_text=_("PDF or XML, up to 25 MB. It is compared and not kept."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.xml", "data-verify": "digest"}),
    )
    digest = forms.CharField(
        label=_("Or its SHA-256"), max_length=100, required=False, help_text=_("64 digits and letters a to f.")
    )
    error_css_class: ClassVar = "field--error"

    def clean_code(self) -> str:
        written = self.cleaned_data["code"]
        if written and not plain_code(written):
            raise forms.ValidationError(_("A code has 28 letters and digits. Please compare it with the document."))
        return plain_code(written)

    def clean_file(self) -> str:
        """Its SHA-256; the bytes are read and forgotten."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 25 MB. No document of ours is."))
        digest = hashlib.sha256()
        for part in file.chunks():
            digest.update(part)
        return digest.hexdigest()

    def clean_digest(self) -> str:
        written = re.sub(r"[\s:]", "", self.cleaned_data["digest"]).lower()
        if written and not re.fullmatch(r"[0-9a-f]{64}", written):
            raise forms.ValidationError(_("A SHA-256 has 64 digits and letters from a to f."))
        return written

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("code", "file", "digest")):
            raise forms.ValidationError(_("Give the code, the file or its SHA-256."))
        return cleaned

    @property
    def hash(self) -> str:
        """Of the file, or as typed: a browser with scripts reckons it and sends no file."""
        return str(self.cleaned_data.get("file") or self.cleaned_data.get("digest") or "")
