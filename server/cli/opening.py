"""Opening an installation for one command, and closing it again."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from server.app import open_services
from server.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from server.services import Services


def settings(arguments: argparse.Namespace, **more: object) -> Settings:
    """The settings a command line asks for."""
    basemap = os.environ.get("MINZHENG_BASEMAP", "")
    chosen = {key: value for key, value in more.items() if value is not None}
    return Settings(
        data_dir=arguments.data,
        database_url=arguments.database,
        allow_basic_over_http=os.environ.get("MINZHENG_BASIC_OVER_HTTP", "") == "1",
        basemap=Path(basemap) if basemap else None,
        basemap_datum=os.environ.get("MINZHENG_BASEMAP_DATUM", "wgs84"),
        basemap_attribution=os.environ.get("MINZHENG_BASEMAP_ATTRIBUTION", ""),
        **chosen,  # type: ignore[arg-type]  # names and types are those of Settings' fields
    )


@contextmanager
def opened(arguments: argparse.Namespace, **more: object) -> Iterator[Services]:
    """The services of an installation, closed at the end."""
    services = open_services(settings(arguments, **more))
    try:
        yield services
    finally:
        services.store.close()
