"""What of a database goes into a backup, and which moment of the migrations it stands at."""

from django.conf import settings
from django.db import connection
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader

from portal.operations.backup.errors import BackupError

# A session in a stolen backup would be a key to the house; limits and other kept answers are of their moment.
FLEETING = ("django_session", "usersessions_usersession")


def left_out() -> set[str]:
    kept = {each["LOCATION"] for each in settings.CACHES.values() if each["BACKEND"].endswith("DatabaseCache")}
    return {*FLEETING, *kept}


def applied() -> list[list[str]]:
    return [list(each) for each in sorted(MigrationLoader(connection).applied_migrations)]


def refuse_newer(migrations: list[list[str]]) -> None:
    known = MigrationLoader(None).disk_migrations
    if unknown := [each for each in migrations if (each[0], each[1]) not in known]:
        app, name = unknown[0]
        raise BackupError(
            f"This backup is of a newer release: this one does not know {len(unknown)} of its migrations, among them "
            f"{app}.{name}. Install the release that made it, then restore."
        )


def state_of(migrations: list[list[str]]) -> list[tuple[str, str]]:
    """The last migrations of each app, as the executor wants them."""
    graph = MigrationLoader(None).graph
    there = {(app, name) for app, name in migrations} & graph.nodes.keys()
    # Whatever another one of its app stands on is not the last.
    before = {parent for key in there for parent in _parents(graph, key) if parent[0] == key[0]}
    return sorted(there - before)


def _parents(graph: MigrationGraph, key: tuple[str, str]) -> set[tuple[str, str]]:
    return {(node.key[0], node.key[1]) for node in graph.node_map[key].parents}
