"""Submissions encrypted as a tablet encrypts them, written after ODK's specification alone."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from lxml import etree

ENCRYPTED = "http://www.opendatakit.org/xforms/encrypted"
OPENROSA = "http://openrosa.org/xforms"


@dataclass(frozen=True)
class Sent:
    """What a tablet sends: the envelope, and the sealed files by name."""

    instance_id: str
    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)


def public_key(xform):
    """The key a form asks its submissions to be encrypted with."""
    submission = etree.fromstring(xform).find(".//{*}model/{*}submission")
    return submission.get("base64RsaPublicKey")


def seal(public, instance, *, files=None, version=None, aes=None, namespace=ENCRYPTED):
    """An instance with its files, encrypted; `version` replaces the one the instance names."""
    root = etree.fromstring(instance)
    instance_id = root.findtext(".//{*}instanceID")
    form_id, version = root.get("id"), version or root.get("version") or ""
    root.set("version", version)
    key = serialization.load_der_public_key(base64.b64decode(public))
    aes = os.urandom(32) if aes is None else aes
    wrapped = base64.b64encode(key.encrypt(aes, oaep())).decode()
    plain = {**(files or {}), "submission.xml": etree.tostring(root, encoding="utf-8")}
    sealed = _sealed(instance_id, aes, plain)
    signed = [form_id, *([version] if version else []), wrapped, instance_id]
    signed += [f"{name}::{_md5(content).hexdigest()}" for name, content in plain.items()]
    digest = _md5("".join(f"{line}\n" for line in signed).encode()).digest()
    signature = base64.b64encode(key.encrypt(digest, oaep())).decode()
    media = "".join(f"<media><file>{name}.enc</file></media>" for name in files or {})
    envelope = (
        f'<data xmlns="{namespace}" id="{form_id}" version="{version}" encrypted="yes">'
        f"<base64EncryptedKey>{wrapped}</base64EncryptedKey>"
        f'<orx:meta xmlns:orx="{OPENROSA}"><orx:instanceID>{instance_id}</orx:instanceID>'
        "</orx:meta>"
        f"{media}<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>"
        f"<base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature></data>"
    )
    return Sent(instance_id, envelope.encode(), sealed)


def _md5(content):
    return hashlib.md5(content, usedforsecurity=False)


def oaep():
    """RSA-OAEP with SHA-256 in both places."""
    return OAEP(mgf=MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def _sealed(instance_id, aes, plain):
    seed = bytearray(_md5(instance_id.encode() + aes).digest())
    made = {}
    for number, (name, content) in enumerate(plain.items()):
        seed[number % 16] = (seed[number % 16] + 1) & 0xFF
        filler = padding_of(content)
        work = Cipher(algorithms.AES(aes), CFB(bytes(seed))).encryptor()
        made[f"{name}.enc"] = work.update(content + filler) + work.finalize()
    return made


def padding_of(content):
    """What fills a file up to whole blocks (PKCS #5)."""
    missing = 16 - len(content) % 16
    return bytes([missing]) * missing
