"""pyodk as scripts use it, set up in memory for one person of the office."""

from __future__ import annotations

from contextlib import contextmanager

from pyodk._utils.config import CentralConfig, Config
from pyodk.client import Client

from tests.builders.office import PASSWORD


@contextmanager
def pyodk(url, login, cache, *, password=PASSWORD):
    """A client that is signed in; `cache` is the file where it keeps its token."""
    config = Config(CentralConfig(url, login, password, default_project_id=1))
    with Client(config=config, cache_path=cache) as client:
        yield client
