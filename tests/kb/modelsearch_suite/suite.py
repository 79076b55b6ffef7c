from django.test import TestCase
from modelsearch.tests.test_backends import BackendTests


class WhooshBackendTests(BackendTests, TestCase):
    backend_path = "kb.search.backend"
    fixtures = [*BackendTests.fixtures, "search_more"]
