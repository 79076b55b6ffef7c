import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# One list of words beside the table, kept by triggers; words stand once, so where they stood is not kept. A later
# migration that alters desk_casewords must make the triggers again: SQLite copies the table then.
SQLITE = (
    """
CREATE VIRTUAL TABLE desk_casewords_found USING fts5(
    words, content='desk_casewords', content_rowid='case_id', detail=none, columnsize=0, prefix='2 3',
    tokenize='unicode61 remove_diacritics 0'
)
""",
    """
CREATE TRIGGER desk_casewords_added AFTER INSERT ON desk_casewords BEGIN
    INSERT INTO desk_casewords_found(rowid, words) VALUES (new.case_id, new.words);
END
""",
    """
CREATE TRIGGER desk_casewords_removed AFTER DELETE ON desk_casewords BEGIN
    INSERT INTO desk_casewords_found(desk_casewords_found, rowid, words) VALUES ('delete', old.case_id, old.words);
END
""",
    """
CREATE TRIGGER desk_casewords_changed AFTER UPDATE ON desk_casewords BEGIN
    INSERT INTO desk_casewords_found(desk_casewords_found, rowid, words) VALUES ('delete', old.case_id, old.words);
    INSERT INTO desk_casewords_found(rowid, words) VALUES (new.case_id, new.words);
END
""",
)
# The words are folded and apart already: PostgreSQL's own parser would cut case numbers to pieces.
POSTGRESQL = (
    """
ALTER TABLE desk_casewords ADD COLUMN found tsvector
GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
""",
    "CREATE INDEX desk_casewords_found ON desk_casewords USING gin (found)",
)


def make_searchable(apps, editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(editor.connection.vendor, ()):
        editor.execute(statement)


def forget(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE desk_casewords_found")


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_figures"),
        ("returns", "0020_indexes_of_the_queue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="returns.case",
                    ),
                ),
                ("words", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="CaseLatest",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="latest",
                        serialize=False,
                        to="returns.case",
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("messages", models.PositiveIntegerField(default=0)),
                ("last_words", models.CharField(blank=True, max_length=200)),
                ("as_of", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("said_at"), descending=True),
                        models.F("case"),
                        name="cases_by_last_message",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_shared", models.BooleanField(default=False, verbose_name="for all agents")),
                ("query", models.JSONField(default=dict)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="whose",
                    ),
                ),
            ],
            options={
                "verbose_name": "view",
                "verbose_name_plural": "views",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(models.F("is_shared"), condition=models.Q(("is_shared", True)), name="shared_views")
                ],
            },
        ),
        migrations.RunPython(make_searchable, forget),
    ]
