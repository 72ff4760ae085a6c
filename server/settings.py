"""The one place that knows how an installation differs from another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from server.core.limits import Limits


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation may set, with the defaults of a township office PC.

    `database_url` empty means one SQLite file in `data_dir`.  `public_url` is the address tablets
    and browsers reach us by; it is printed into every form list, so it must be right.
    `basemap` is a PMTiles or MBTiles file of the office's; its maker states the datum.
    """

    data_dir: Path = Path("var")
    database_url: str = ""
    public_url: str = "http://127.0.0.1:8080"
    realm: str = "minzheng"
    session_hours: int = 12
    session_idle_minutes: int = 120
    accept_content_length: int = 100_000_000
    hard_limit_bytes: int = 250_000_000
    max_xml_bytes: int = 10_000_000
    max_parts: int = 500
    reserve_bytes: int = 200_000_000
    allow_basic_over_http: bool = False
    digest_qop: bool = True
    trust_proxy: bool = False
    time_zone: str = "Asia/Shanghai"
    basemap: Path | None = None
    basemap_datum: str = "wgs84"
    basemap_attribution: str = ""
    limits: Limits = field(default_factory=Limits)

    @property
    def media_dir(self) -> Path:
        """Where blobs lie, by SHA-256."""
        return self.data_dir / "media"

    @property
    def sqlalchemy_url(self) -> str:
        """The database's URL as SQLAlchemy wants it."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{self.data_dir / 'minzheng.sqlite3'}"
