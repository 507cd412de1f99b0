"""The servers of the benchmark of the emulator, each in a process of its own and on one core.

Run as a script it serves: ours with one user who holds five policies, or the floor, which answers every
request with a fixed body through the same HTTP server.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stand.load import Target

EMULATOR, FLOOR = "akwarden emulate tencent", "floor: uvicorn, httptools, uvloop, a fixed body"
_BENCH = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_POLICIES: list[dict[str, Any]] = [
    {"action": ["cvm:Describe*", "cbs:Describe*"], "resource": "*"},
    {"action": "cos:*", "resource": ["qcs::cos::uid/1250000001:examplebucket-1250000001/*"]},
    {"action": ["kms:Decrypt", "ssm:GetSecretValue"], "resource": "*"},
    {"action": "scf:List*", "resource": "*", "condition": {"ip_equal": {"qcs:ip": ["10.0.0.0/8"]}}},
    {
        "action": ["cam:ListAccessKeys", "cam:CreateAccessKey"],
        "resource": "qcs::cam::uin/{account}:uin/{user}",
    },
]


@contextmanager
def serving(what: str) -> Iterator[Target]:
    """Serve from a process on the first core; `load.send` keeps to the others."""
    command = [sys.executable, "-m", "stand.served", what, str(min(os.sched_getaffinity(0)))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_BENCH) as server:
        try:
            assert server.stdout is not None  # noqa: S101  it is a pipe
            yield Target(server.pid, **json.loads(server.stdout.readline()))
        finally:
            server.terminate()


def cpu_seconds(pid: int) -> float:
    """Return the user and system seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_mb(pid: int) -> float:
    """Return the resident size of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


def _serve_emulator() -> None:
    from akwarden.emulator.tencent.server import Emulator, empty_cloud  # noqa: PLC0415  not for the floor
    from akwarden.emulator.tencent.state import Attachment, Policy, User, Version  # noqa: PLC0415
    from akwarden.policy.grammar import Language, read_policy  # noqa: PLC0415

    cloud, account = empty_cloud(seed=1)
    now = cloud.clock.now()
    user = User(cloud.ids.number("uin"), cloud.ids.number("uid"), "alice", now)
    for statement in _POLICIES:
        text = json.dumps({"version": "2.0", "statement": [{"effect": "allow", **statement}]})
        text = text.replace("{account}", str(account.uin)).replace("{user}", str(user.uin))
        number = cloud.ids.number("policy")
        version = Version(1, text, read_policy(text, Language.CAM), now)
        account.policies[number] = Policy(number, f"policy-{number}", [version])
        user.attached.append(Attachment(number, now))
    account.users[user.uin] = user
    key = cloud.add_key(account, user.uin)
    emulator = Emulator(cloud, rate_scale=0)
    _say(emulator.address, key.secret_id, key.secret_key, str(user.uin))
    emulator.run()


def _serve_floor() -> None:
    import socket  # noqa: PLC0415  not for ours

    import uvicorn  # noqa: PLC0415

    key = {
        "AccessKeyId": "A" * 36,
        "Status": "Active",
        "CreateTime": "2026-01-01 00:00:00",
        "Description": "",
    }
    body = json.dumps(
        {"Response": {"AccessKeys": [key], "RequestId": "r" * 36}}, separators=(",", ":")
    ).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]

    async def answer(_: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})

    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    host, port = listening.getsockname()
    _say(f"{host}:{port}", "A" * 36, "s" * 32, "100000000001")
    config = uvicorn.Config(
        answer,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _say(address: str, secret_id: str, secret_key: str, uin: str) -> None:
    told = {"address": address, "secret_id": secret_id, "secret_key": secret_key, "uin": uin}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[2])})
    _serve_emulator() if sys.argv[1] == EMULATOR else _serve_floor()
