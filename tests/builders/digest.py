"""Digest answers as clients write them, from the challenge to the header."""

from __future__ import annotations

import hashlib
import re

from tests.builders.office import ASSISTANT, PASSWORD


def asked(challenge):
    """The fields of a challenge."""
    scheme, _, rest = challenge.partition(" ")
    assert scheme == "Digest"
    return {k: q or b for k, q, b in re.findall(r'([\w-]+)=(?:"([^"]*)"|([^\s,"]+))', rest)}


def answer(
    challenge,
    *,
    method="GET",
    uri="/v1/projects/1/formList",
    login=ASSISTANT,
    password=PASSWORD,
    nc=1,
    cnonce="0a4f113b",
    compact=False,
):
    """What okhttp-digest sends: qop, nc and algorithm without quotes (OR-51)."""
    fields = asked(challenge)
    ha1 = _md5(f"{login}:{fields['realm']}:{password}")
    ha2 = _md5(f"{method}:{uri}")
    parts = [f'username="{login}"', f'realm="{fields["realm"]}"', f'nonce="{fields["nonce"]}"']
    parts.append(f'uri="{uri}"')
    if "qop" in fields:
        count = f"{nc:08x}"
        response = _md5(f"{ha1}:{fields['nonce']}:{count}:{cnonce}:auth:{ha2}")
        parts += [f'response="{response}"', "qop=auth", f"nc={count}", f'cnonce="{cnonce}"']
    else:
        response = _md5(f"{ha1}:{fields['nonce']}:{ha2}")
        parts.append(f'response="{response}"')
    parts.append("algorithm=MD5")
    return "Digest " + ("," if compact else ", ").join(parts)


def _md5(text):
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
