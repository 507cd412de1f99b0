"""Bytes other than plain UTF-8: other character sets, and whole files in an encoding."""

import base64
import json
import textwrap
from random import Random
from urllib.parse import quote


def crlf(text: str, _rng: Random) -> bytes:
    """Line ends of Windows."""
    return text.replace("\n", "\r\n").encode()


def gbk(text: str, _rng: Random) -> bytes:
    """The older Chinese character set."""
    return text.encode("gb18030")


def bom(text: str, _rng: Random) -> bytes:
    """UTF-8 with a byte order mark."""
    return text.encode("utf-8-sig")


def utf16_le_bom(text: str, _rng: Random) -> bytes:
    """What Notepad once called Unicode."""
    return b"\xff\xfe" + text.encode("utf-16-le")


def utf16_be_bom(text: str, _rng: Random) -> bytes:
    """Big-endian UTF-16 with a mark."""
    return b"\xfe\xff" + text.encode("utf-16-be")


def utf16_le(text: str, _rng: Random) -> bytes:
    """UTF-16 without a mark."""
    return text.encode("utf-16-le")


def utf16_be(text: str, _rng: Random) -> bytes:
    """Big-endian UTF-16 without a mark."""
    return text.encode("utf-16-be")


def base64_line(text: str, _rng: Random) -> bytes:
    """The whole file as one line of base64."""
    return base64.b64encode(text.encode()) + b"\n"


def base64_wrapped(text: str, _rng: Random) -> bytes:
    """The whole file as base64 in lines of 76."""
    return base64.encodebytes(text.encode())


def hex_line(text: str, _rng: Random) -> bytes:
    """The whole file in hexadecimal."""
    return text.encode().hex().encode() + b"\n"


def url_form(text: str, _rng: Random) -> bytes:
    """The whole file as the value of a form field."""
    return b"name=config&content=" + quote(text).encode() + b"&submit=1\n"


def base64_in_json(text: str, rng: Random) -> bytes:
    """The whole file as base64 in one field, as contents interfaces answer."""
    body = base64.b64encode(text.encode()).decode()
    sha = f"{rng.getrandbits(160):040x}"
    answer = {"name": "config", "sha": sha, "size": len(text), "encoding": "base64", "content": body}
    return json.dumps(answer, indent=2).encode()


def base64_in_yaml(text: str, rng: Random) -> bytes:
    """The whole file as a value of a Kubernetes secret."""
    body = base64.b64encode(text.encode()).decode()
    return (
        "apiVersion: v1\nkind: Secret\nmetadata:\n"
        f"  name: app-config\n  resourceVersion: '{rng.randrange(10**6, 10**8)}'\n"
        f"data:\n  config: {body}\n"
    ).encode()


def base64_in_shell(text: str, _rng: Random) -> bytes:
    """A script that unpacks the file."""
    body = base64.b64encode(text.encode()).decode()
    return f"#!/bin/bash\nmkdir -p /etc/app\necho '{body}' | base64 -d > /etc/app/config\n".encode()


def base64_in_xml(text: str, _rng: Random) -> bytes:
    """The file as wrapped base64 in an element."""
    body = "\n".join(textwrap.wrap(base64.b64encode(text.encode()).decode(), 64))
    return f"<attachment name='config'>\n{body}\n</attachment>\n".encode()


def notebook(text: str, rng: Random) -> bytes:
    """The text as a code cell between two others."""
    cells: list[dict[str, object]] = [
        {
            "cell_type": "markdown",
            "id": f"{rng.getrandbits(32):08x}",
            "metadata": {},
            "source": ["# Notes\n"],
        },
        _code(text, rng),
        _code("df.head()\n", rng),
    ]
    book = {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False).encode()


def _code(text: str, rng: Random) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": rng.randrange(1, 60),
        "id": f"{rng.getrandbits(32):08x}",
        "metadata": {},
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }


def notebook_output(text: str, rng: Random) -> bytes:
    """The text as what a cell printed."""
    cell = _code("show_config()\n", rng)
    cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}]
    return json.dumps(
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1
    ).encode()


def docker_config(text: str, rng: Random) -> bytes:
    """A registry login whose user and password are one base64 word."""
    host, user, word = text.split()
    auth = base64.b64encode(f"{user}:{word}".encode()).decode()
    made = {
        "auths": {host: {"auth": auth}},
        "HttpHeaders": {"User-Agent": f"Docker-Client/{rng.randint(19, 27)}.03"},
    }
    return json.dumps(made, indent="\t").encode()


def docker_secret(text: str, rng: Random) -> bytes:
    """The same login as a pull secret."""
    body = base64.b64encode(docker_config(text, rng)).decode()
    return (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: regcred\n"
        f"type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: {body}\n"
    ).encode()
