import django.db.models.deletion
from django.db import migrations, models

# One list of words beside the table, kept by triggers. A later migration that alters kb_articlewords must make the
# triggers again: SQLite copies the table then.
SQLITE = """
CREATE VIRTUAL TABLE kb_articlewords_found USING fts5(
    title, summary, body, shapes,
    content='kb_articlewords', content_rowid='page_id', tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER kb_articlewords_added AFTER INSERT ON kb_articlewords BEGIN
    INSERT INTO kb_articlewords_found(rowid, title, summary, body, shapes)
    VALUES (new.page_id, new.title, new.summary, new.body, new.shapes);
END;
CREATE TRIGGER kb_articlewords_removed AFTER DELETE ON kb_articlewords BEGIN
    INSERT INTO kb_articlewords_found(kb_articlewords_found, rowid, title, summary, body, shapes)
    VALUES ('delete', old.page_id, old.title, old.summary, old.body, old.shapes);
END;
CREATE TRIGGER kb_articlewords_changed AFTER UPDATE ON kb_articlewords BEGIN
    INSERT INTO kb_articlewords_found(kb_articlewords_found, rowid, title, summary, body, shapes)
    VALUES ('delete', old.page_id, old.title, old.summary, old.body, old.shapes);
    INSERT INTO kb_articlewords_found(rowid, title, summary, body, shapes)
    VALUES (new.page_id, new.title, new.summary, new.body, new.shapes);
END;
"""
POSTGRESQL = """
ALTER TABLE kb_articlewords ADD COLUMN found tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple'::regconfig, title), 'A') ||
    setweight(to_tsvector('simple'::regconfig, summary), 'B') ||
    setweight(to_tsvector('simple'::regconfig, body), 'C') ||
    setweight(to_tsvector('simple'::regconfig, shapes), 'D')
) STORED;
CREATE INDEX kb_articlewords_found ON kb_articlewords USING gin (found);
"""


def make_searchable(apps, editor):
    if editor.connection.vendor == "sqlite":
        for statement in SQLITE.replace("END;\n", "END;\0").replace(");\nCREATE", ");\0CREATE").split("\0"):
            if statement.strip():
                editor.execute(statement)
    elif editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)


def forget(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE kb_articlewords_found")


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0011_reader_reasons_trail_and_tips"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleWords",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("language", models.CharField(db_index=True, max_length=12)),
                ("title", models.TextField()),
                ("summary", models.TextField()),
                ("body", models.TextField()),
                ("shapes", models.TextField()),
                ("digest", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="ArticleVector",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("model", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=32)),
                ("title", models.BinaryField()),
                ("body", models.BinaryField()),
                ("made_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunPython(make_searchable, forget),
    ]
