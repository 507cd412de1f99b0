"""Judges of in whose hands a key is: a function's, a machine's, a program's that decides by itself.

They go by where a key was found and by what is noted of it; a name alone proves nothing, so what rests on a
name is low.
"""

import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime

from akwarden.detectors.posture.key_facts import Held, history, keys_with
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.model.access_key import KeyStatus
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_AGENT = re.compile(
    r"智能体|智能.{0,6}助手|大模型|AI ?(?:助手|代理|员工)|"
    r"(?<![A-Za-z])(?:llm|gpt|claude|copilot|cursor|mcp|openclaw|langchain|ai[-_ ]?(?:agent|assistant)"
    r"|agent|agentic)(?![A-Za-z])",
    re.IGNORECASE,
)
_OTHER_AGENT = re.compile(
    r"(?:monitor\w*|logs?|zabbix|cloudwatch|build(?:kite)?|ci|jenkins|gitlab|backup|node|metrics?|datadog"
    r"|telegraf|filebeat|consul|puppet|ssm|proxy|user|travel|call|sales|real estate)[-_ ]?agent"
    r"|agent[-_ ]?(?:pool|node)|安全代理|代理商",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"云服务器|服务器|云主机|云函数|函数|集群|容器|流水线机器|"
    r"(?<![A-Za-z])(?:cvm|ec2|ecs|scf|lambda|tke|eks|k8s|kubernetes|lighthouse|instance|server|vm|pod|node"
    r"|function|container)s?(?![A-Za-z])|\bins-[0-9a-z]{8}\b|\bi-[0-9a-f]{8,17}\b",
    re.IGNORECASE,
)
_VARIABLE = "#environment/"
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")


def key_in_function(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield keys that work and stand in plain text in the environment of a function."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        places = held.key.function_places
        if places:
            more = f" and {len(places) - 1} more" if len(places) > 1 else ""
            notes = tuple(Evidence(note=f"in {_place_words(place)}") for place in places)
            yield _seen(held, f"stands in {_place_words(places[0])}{more}", notes, judging.now)


def key_for_agent(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield keys that work and that a program has which decides by itself, as names and notes say."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        text = next(filter(_is_agent, _texts(held)), None)
        if text is not None:
            note = (Evidence(note=f"named or noted: {text}"),)
            yield _seen(held, "by its name or by what is noted it belongs to an AI agent", note, judging.now)


def replace_by_role(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield keys that work of programs on the cloud's own machines or in its functions."""
    networks = [ipaddress.ip_network(one, strict=False) for one in judging.facts.own_networks]
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        if held.principal.console_login:
            continue
        places = held.key.function_places
        why = f"it stands in {_place_words(places[0])}" if places else _machine(held, networks)
        if why is not None:
            note = (Evidence(note=why),)
            yield _seen(
                held, "its program runs on a machine or in a function of the cloud", note, judging.now
            )


def _place_words(place: str) -> str:
    """Return where in a function a key stands: `the variable SECRET_ID of the function scf:...`."""
    function, mark, variable = place.partition(_VARIABLE)
    part = f"variable {variable}" if mark else "environment"
    return f"the {part} of the function {function}"


def _machine(held: Held, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> str | None:
    """Return by which words a key belongs to a machine or function of the cloud."""
    for text in _texts(held):
        if _MACHINE.search(text):
            return f"named or noted: {text}"
        for found in _ADDRESS.findall(text):
            if _is_ours(found, networks):
                return f"noted with our own address {found}: {text}"
    return None


def _is_ours(text: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _is_agent(text: str) -> bool:
    return _AGENT.search(_OTHER_AGENT.sub("", text)) is not None


def _texts(held: Held) -> tuple[str, ...]:
    key = held.key
    return (key.remark, key.cloud_note, *key.tags, held.principal.note, held.principal.name)


def _seen(held: Held, detail: str, notes: tuple[Evidence, ...], now: datetime) -> Seen:
    evidence = (*notes, history(held.key, now))
    return Seen(principal=held.principal.id, key=held.key.id, detail=detail, evidence=evidence)
