from typing import ClassVar

from django.test import TestCase
from modelsearch.tests.test_backends import BackendTests


class WhooshBackendTests(BackendTests, TestCase):
    backend_path = "kb.search.backend"
    fixtures: ClassVar = [*BackendTests.fixtures, "search_more"]
