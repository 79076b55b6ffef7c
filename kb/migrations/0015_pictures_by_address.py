"""Pictures are looked up by their file at every request; Wagtail has no index for that."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0014_editors_keep_variables"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS kb_rendition_by_file ON wagtailimages_rendition (file)",
            "DROP INDEX IF EXISTS kb_rendition_by_file",
        )
    ]
