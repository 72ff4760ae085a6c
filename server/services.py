"""What a running server holds: settings, store, vault, secrets, and what is costly to make twice.

One value per application; two applications in one process share nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from media.blobs import BlobStore
    from media.thumbnails import Thumbnails
    from server.secrets import Sealer
    from server.settings import Settings
    from server.store.engine import Store

T = TypeVar("T")


class Memo:
    """Values made once and kept: compiled forms, the gazetteer, schemas of answers."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, object] = {}
        self._lock = threading.RLock()

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """Return what is kept under `key`, building it once."""
        try:
            return self._kept[key]  # type: ignore[return-value]  # a key always holds one type
        except KeyError:
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = build()
                return self._kept[key]  # type: ignore[return-value]  # see above

    def forget(self, key: Hashable) -> None:
        """Build it again next time."""
        with self._lock:
            self._kept.pop(key, None)


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to every use case as its first argument."""

    settings: Settings
    store: Store
    vault: BlobStore
    thumbnails: Thumbnails
    sealer: Sealer
    started_at: datetime
    memo: Memo = field(default_factory=Memo)
