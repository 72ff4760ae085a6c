"""OR-10, OR-56 to OR-77: the lists as Collect's parser reads them."""

import pytest
from lxml import etree

from server.openrosa.lists import Addresses, form_list, integrity, manifest
from server.publish.listing import ListedForm, MediaItem

FORMS = "{http://openrosa.org/xforms/xformsList}"
FILES = "{http://openrosa.org/xforms/xformsManifest}"
TABLET = Addresses("https://minzheng.example.org/survey/", 1, "T0ken_-")
PERSON = Addresses("https://minzheng.example.org", 1, None)


def listed(form_id="visit", *, name="走访", version="1", has_attachments=False):
    return ListedForm(form_id, name, version, "0f343b0931126a20f133d67c2b018a3b", has_attachments)


def read(xml):
    root = etree.fromstring(xml.encode())
    return root, [{child.tag.split("}")[-1]: child.text for child in item} for item in root]


def test_or_56_or_57_each_item_has_what_collect_insists_on():
    root, (item,) = read(form_list([listed()], TABLET))
    assert root.tag == f"{FORMS}xforms"
    assert item == {
        "formID": "visit",
        "name": "走访",
        "version": "1",
        "hash": "md5:0f343b0931126a20f133d67c2b018a3b",
        "downloadUrl": "https://minzheng.example.org/survey/v1/key/T0ken_-/projects/1/forms/visit.xml",
    }


def test_or_61_no_version_is_an_empty_element():
    _, (item,) = read(form_list([listed(version="")], TABLET))
    assert item["version"] is None


def test_or_65_a_manifest_is_named_exactly_when_there_are_slots():
    _, items = read(form_list([listed("a"), listed("b", has_attachments=True)], TABLET))
    assert "manifestUrl" not in items[0]
    assert items[1]["manifestUrl"].endswith("/projects/1/forms/b/manifest")


@pytest.mark.parametrize("name", ["A & B <c> \"d\" 'e'", "户👨‍👩‍👧", "]]>", "  "])
def test_or_66_every_name_survives(name):
    _, (item,) = read(form_list([listed(name=name)], TABLET))
    assert item["name"] == name


def test_or_10_urls_are_absolute_percent_encoded_and_keep_the_key():
    _, (item,) = read(form_list([listed("入户 [1]%.x", has_attachments=True)], TABLET))
    quoted = "%E5%85%A5%E6%88%B7%20%5B1%5D%25.x"
    below = "https://minzheng.example.org/survey/v1/key/T0ken_-/projects/1/forms"
    assert item["downloadUrl"] == f"{below}/{quoted}.xml"
    assert item["manifestUrl"] == f"{below}/{quoted}/manifest"


def test_or_10_somebody_with_a_password_gets_urls_without_a_key():
    _, (item,) = read(form_list([listed()], PERSON))
    assert item["downloadUrl"] == "https://minzheng.example.org/v1/projects/1/forms/visit.xml"


def test_or_71_or_72_a_plain_file_has_name_hash_and_url():
    root, (item,) = read(
        manifest("visit", [MediaItem("诊所 1.csv", "9f" * 16, "plain", None)], TABLET)
    )
    assert root.tag == f"{FILES}manifest"
    assert root[0].attrib == {}
    assert item["filename"] == "诊所 1.csv"
    assert item["hash"] == "md5:" + "9f" * 16
    assert item["downloadUrl"].endswith("/forms/visit/attachments/%E8%AF%8A%E6%89%80%201.csv")


@pytest.mark.parametrize("kind", ["entityList", "approvalEntityList"])
def test_or_76_or_77_an_entity_list_says_so_and_can_be_asked_about(kind):
    file = MediaItem("households.csv", "6d" * 16, kind, "households")
    root, (item,) = read(manifest("visit", [file], TABLET))
    assert root[0].get("type") == kind
    assert item["integrityUrl"].endswith("/T0ken_-/projects/1/datasets/households/integrity")


def test_or_155_deleted_is_true_or_false_without_blanks_around():
    body = integrity([("a-1", True), ("b-2", False)])
    assert body == (
        '<data><entities><entity id="a-1"><deleted>true</deleted></entity>'
        '<entity id="b-2"><deleted>false</deleted></entity></entities></data>'
    )
