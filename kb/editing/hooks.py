"""What keeps articles true, in the Wagtail admin and at the door to their files."""

from wagtail import hooks

from kb.editing.files import refuse_document

hooks.register("before_serve_document", refuse_document)
