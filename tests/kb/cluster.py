"""A stand-in for Elasticsearch 9 and OpenSearch 3: the part of their HTTP API that we use, over a socket, in memory.

It holds callers to the contract: unknown addresses, wrong content types and malformed bodies are refused with the
status the real ones give, and a field that no mapping knows is never searched. Scores are plain BM25.
Sources: Elasticsearch 9 and OpenSearch 3 API references (indices, bulk, msearch, term suggester).
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import log
from typing import Any

Document = dict[str, Any]


@dataclass
class Index:
    settings: dict[str, Any]
    properties: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def tokens(self, name: str, document: Document) -> list[str]:
        value = document.get(name, "")
        return [str(each) for each in value] if isinstance(value, list) else str(value).split()

    def score(self, query: Document, document: Document) -> float | None:
        """None: it does not match."""
        [(kind, said)] = query.items()
        return {"bool": self.bool, "dis_max": self.best, "term": self.term, "prefix": self.prefix}.get(kind, none)(
            said, document
        )

    def bool(self, said: Document, document: Document) -> float | None:
        if any(self.score(each, document) is None for each in said.get("filter", [])):
            return None
        scores = [score for each in said.get("should", []) if (score := self.score(each, document)) is not None]
        wanted = said.get("minimum_should_match", 0 if said.get("filter") else 1)
        return sum(scores) if len(scores) >= wanted else None

    def best(self, said: Document, document: Document) -> float | None:
        return max((s for each in said["queries"] if (s := self.score(each, document)) is not None), default=None)

    def term(self, said: Document, document: Document) -> float | None:
        [(name, wanted)] = said.items()
        if name not in self.properties:
            return None
        value, boost = (wanted["value"], wanted["boost"]) if isinstance(wanted, dict) else (wanted, 1.0)
        found = self.tokens(name, document)
        if value not in found:
            return None
        having = sum(value in self.tokens(name, each) for each in self.documents.values())
        rarity = log(1 + (len(self.documents) - having + 0.5) / (having + 0.5))
        average = sum(len(self.tokens(name, each)) for each in self.documents.values()) / len(self.documents)
        shape = self.settings["settings"]["index"]["similarity"]["shop"]
        k1, b, count = shape["k1"], shape["b"], found.count(value)
        return float(boost * rarity * count * (k1 + 1) / (count + k1 * (1 - b + b * len(found) / (average or 1))))

    def prefix(self, said: Document, document: Document) -> float | None:
        [(name, wanted)] = said.items()
        fits = any(token.startswith(wanted["value"]) for token in self.tokens(name, document))
        return float(wanted["boost"]) if fits else None

    def search(self, body: Document) -> Document:
        if unknown := set(body) - {"query", "size", "_source", "sort", "track_scores", "suggest", "aggs"}:
            return {"error": {"type": "parsing_exception", "reason": f"Unknown key {unknown}"}, "status": 400}
        scores = {key: self.score(body["query"], document) for key, document in self.documents.items()}
        found = sorted(((-score, key) for key, score in scores.items() if score is not None))
        hits = [{"_id": key, "_score": -score, "sort": [-score, key]} for score, key in found[: body["size"]]]
        answer: Document = {"hits": {"hits": hits}, "status": 200}
        if "suggest" in body:
            answer["suggest"] = {"near": [self.suggest(each, body) for each in body["suggest"]["text"].split()]}
        if "aggs" in body:
            met = [self.documents[key] for key, score in scores.items() if score is not None]
            asked = body["aggs"]["known"]["filters"]["filters"]
            counts = {
                name: {"doc_count": sum(self.score(each, document) is not None for document in met)}
                for name, each in asked.items()
            }
            answer["aggregations"] = {"known": {"buckets": counts}}
        return answer

    def suggest(self, token: str, body: Document) -> Document:
        said = body["suggest"]["near"]["term"]
        assert (said["suggest_mode"], said["max_edits"], said["prefix_length"]) == ("always", 1, 1)
        known = {each for document in self.documents.values() for each in self.tokens(said["field"], document)}
        near = sorted(each for each in known if each[:1] == token[:1] and one_slip(each, token))
        return {"text": token, "options": [{"text": each, "score": 0.8} for each in near[: said["size"]]]}


def none(said: Document, document: Document) -> None:
    return None


def one_slip(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(one) == len(other):
        differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        # Two neighbours in the wrong order are one slip to a suggester.
        swapped = len(differ) == 2 and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
        return len(differ) == 1 or (swapped and differ[1] - differ[0] == 1)
    return len(other) - len(one) == 1 and any(other[:at] + other[at + 1 :] == one for at in range(len(other)))


@dataclass
class Cluster:
    brand: str
    port: int = 0
    indices: dict[str, Index] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def index(self, name: str) -> Index | None:
        return self.indices.get(self.aliases.get(name, name))

    def address(self) -> str:
        return f"{self.brand}://127.0.0.1:{self.port}?plain=1"

    def answer(self, method: str, path: str, text: str) -> tuple[int, Any]:
        self.calls.append(f"{method} {path}")
        for pattern, verb in ROUTES:
            name, _, allowed = pattern.partition(" ")
            if method == name and (found := re.fullmatch(allowed, path)):
                return verb(self, text, *found.groups())
        return 400, {"error": {"type": "illegal_argument_exception", "reason": f"no handler for {method} {path}"}}


def missing(name: str) -> tuple[int, Any]:
    return 404, {"error": {"type": "index_not_found_exception", "reason": f"no such index [{name}]"}, "status": 404}


def hello(at: Cluster, text: str) -> tuple[int, Any]:
    number = "9.1.0" if at.brand == "elasticsearch" else "3.3.0"
    return 200, {"version": {"number": number, "distribution": at.brand}, "tagline": "You Know, for Search"}


def create(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    if name in at.indices:
        return 400, {"error": {"type": "resource_already_exists_exception", "reason": name}}
    at.indices[name] = Index(json.loads(text))
    return 200, {"acknowledged": True, "index": name}


def remove(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    return (200, {"acknowledged": True}) if at.indices.pop(name, None) else missing(name)


def put_mapping(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    index = at.index(name)
    if index is None:
        return missing(name)
    for field_name, said in json.loads(text)["properties"].items():
        known = index.properties.get(field_name)
        if known is not None and known != said:
            return 400, {"error": {"type": "illegal_argument_exception", "reason": f"can't change {field_name}"}}
        index.properties[field_name] = said
    return 200, {"acknowledged": True}


def bulk(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    index = at.index(name)
    if index is None:
        return missing(name)
    if not text.endswith("\n"):
        return 400, {"error": {"type": "illegal_argument_exception", "reason": "must end with a newline"}}
    lines = [json.loads(line) for line in text.splitlines()]
    items = []
    for action, document in zip(lines[::2], lines[1::2], strict=True):
        index.documents[action["index"]["_id"]] = document
        items.append({"index": {"_id": action["index"]["_id"], "status": 201}})
    return 200, {"errors": False, "items": items}


def put_document(at: Cluster, text: str, name: str, key: str) -> tuple[int, Any]:
    index = at.index(name)
    if index is None:
        return missing(name)
    index.documents[key] = json.loads(text)
    return 201, {"_id": key, "result": "created"}


def delete_document(at: Cluster, text: str, name: str, key: str) -> tuple[int, Any]:
    index = at.index(name)
    there = index is not None and index.documents.pop(key, None) is not None
    return (200 if there else 404), {"_id": key, "result": "deleted" if there else "not_found"}


def msearch(at: Cluster, text: str) -> tuple[int, Any]:
    lines = [json.loads(line) for line in text.splitlines()]
    answers = []
    for head, body in zip(lines[::2], lines[1::2], strict=True):
        index = at.index(head["index"])
        answers.append(index.search(body) if index else missing(head["index"])[1])
    return 200, {"responses": answers}


def refresh(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    return (200, {"_shards": {}}) if at.index(name) else missing(name)


def has_alias(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    return (200 if name in at.aliases else 404), None


def alias(at: Cluster, text: str, name: str) -> tuple[int, Any]:
    return (200, {at.aliases[name]: {"aliases": {name: {}}}}) if name in at.aliases else missing(name)


def put_alias(at: Cluster, text: str, index: str, name: str) -> tuple[int, Any]:
    at.aliases[name] = index
    return 200, {"acknowledged": True}


NAME = r"([a-z0-9_]+)"
ROUTES: list[tuple[str, Callable[..., tuple[int, Any]]]] = [
    ("GET /", hello),
    (f"PUT /{NAME}", create),
    (f"DELETE /{NAME}", remove),
    (f"PUT /{NAME}/_mapping", put_mapping),
    (f"PUT /{NAME}/_bulk", bulk),
    (f"POST /{NAME}/_bulk", bulk),
    (f"POST /{NAME}/_refresh", refresh),
    (f"PUT /{NAME}/_doc/{NAME}", put_document),
    (f"DELETE /{NAME}/_doc/{NAME}", delete_document),
    ("POST /_msearch", msearch),
    ("GET /_msearch", msearch),
    (f"HEAD /_alias/{NAME}", has_alias),
    (f"GET /_alias/{NAME}", alias),
    (f"PUT /{NAME}/_alias/{NAME}", put_alias),
]


def handler_of(cluster: Cluster) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # head and body in one packet

        def handle_any(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, said = cluster.answer(self.command, self.path.partition("?")[0], text)
            content = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            json_kind = "application/vnd.elasticsearch+json; compatible-with=9"
            elastic = cluster.brand == "elasticsearch"
            self.send_header("Content-Type", json_kind if elastic else "application/json")
            if elastic:
                # Its client talks to nothing else.
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815 as http.server wants them

        def log_message(self, *said: Any) -> None:
            return

    return Handler


@contextmanager
def a_cluster(brand: str) -> Iterator[Cluster]:
    cluster = Cluster(brand)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(cluster))
    server.daemon_threads = True
    cluster.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield cluster
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
