"""Small copies beside the vault."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from media.photo import LIST_EDGE, VIEW_EDGE
from media.thumbnails import Thumbnails
from media.vault import Vault
from server.core.errors import NoPicture, NotFound
from tests.builders.disks import FullDisk
from tests.builders.pictures import encoded, picture


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "media", reserve_bytes=0)


@pytest.fixture
def thumbnails(vault, tmp_path):
    return Thumbnails(vault, tmp_path / "thumbnails")


@pytest.mark.parametrize("edge", [LIST_EDGE, VIEW_EDGE])
def test_a_copy_is_made_once_and_then_read(vault, thumbnails, edge):
    digest = vault.put_bytes(encoded(picture(1600, 1200))).digest
    small = thumbnails.get(digest, edge=edge)
    assert max(Image.open(io.BytesIO(small)).size) == edge
    (kept,) = [path for path in thumbnails.folder.rglob("*") if path.is_file()]
    kept.write_bytes(b"kept")
    assert thumbnails.get(digest, edge=edge) == b"kept"


@pytest.mark.parametrize("edge", [0, 321, 100_000])
def test_other_sizes_do_not_exist(vault, thumbnails, edge):
    digest = vault.put_bytes(encoded(picture())).digest
    with pytest.raises(NotFound):
        thumbnails.get(digest, edge=edge)


@pytest.mark.parametrize("digest", ["0" * 64, "../secret"], ids=["missing", "path"])
def test_a_copy_of_nothing_is_not_found(thumbnails, digest):
    with pytest.raises(NotFound):
        thumbnails.get(digest, edge=LIST_EDGE)


def test_a_copy_of_no_picture_says_so(vault, thumbnails):
    digest = vault.put_bytes(b"event,node,start").digest
    with pytest.raises(NoPicture):
        thumbnails.get(digest, edge=LIST_EDGE)
    assert not thumbnails.folder.exists()


@pytest.mark.parametrize("step", ["create", "write"])
def test_photos_are_shown_where_no_copy_can_be_kept(vault, tmp_path, step):
    thumbnails = Thumbnails(vault, tmp_path / "thumbnails", FullDisk(step))
    digest = vault.put_bytes(encoded(picture())).digest
    assert thumbnails.get(digest, edge=LIST_EDGE).startswith(b"\xff\xd8")
    assert [path for path in thumbnails.folder.rglob("*") if path.is_file()] == []
