"""A scenario file that has some of everything, and the clouds that are made of it or of others."""

from pathlib import Path

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.state import Account, Cloud, Key, User

NOW = 1_800_000_000.0
DAY = 86_400
SHOP = """
organization: {management: head}
accounts:
  - name: head
    root_keys: [{age: 900, used: 1}]
  - name: shop
    site: mainland
    age: 1000
    root_keys:
      - {age: 800, used: 0}
      - {age: 900, used: 300, status: Inactive, description: old}
    policies:
      - name: deploy
        description: 发布
        document:
          version: "2.0"
          statement:
            - {effect: allow, action: ["cam:ListUsers"], resource: "*"}
            - effect: allow
              action: ["cam:ListAccessKeys"]
              resource: "qcs::cam::uin/%{uin:shop}:uin/%{uin:shop/li.wei}"
    groups:
      - {name: 研发, remark: developers, policies: [deploy]}
    users:
      - name: li.wei
        remark: 李伟
        email: li.wei@shop.example
        phone: "13800000000"
        console: true
        mfa: true
        login: 3
        login_ip: 203.0.113.9
        groups: [研发]
        policies: [QcloudKMSReadOnlyAccess]
        boundary: deploy
        keys:
          - {age: 10, used: 2, made_by: root}
          - {age: 400, status: Inactive, description: never-used, made_by: robot}
      - {name: robot, kind: AgentIdentity, age: 500}
    generate:
      - count: 40
        name: svc-{n}
        remark: 服务
        email: "{name}@shop.example"
        console: 0.5
        mfa: 0.25
        login: [1, 9]
        groups: [研发]
        keys:
          - {age: [10, 200], used: [0, 300]}
          - {share: 0.3, age: 7, status: Inactive}
    roles:
      - name: Opened
        description: for the head
        age: 50
        tags: {team: 研发}
        trust:
          version: "2.0"
          statement:
            - effect: allow
              action: "name/sts:AssumeRole"
              principal: {qcs: ["qcs::cam::uin/%{uin:head}:root"]}
        policies: [ReadOnlyAccess]
    secrets:
      - name: pay
        value: "%{id:shop/li.wei} %{secret:shop/li.wei#2} %{appid:head} %{id:head}"
        region: ap-shanghai
    buckets:
      - {name: backup, region: ap-shanghai, objects: {www/.env: "KEY=%{secret:shop/li.wei}"}}
    disks:
      - name: logs
        region: ap-shanghai
        size: 50
        snapshots: [{name: logs-1, shared_with: [head, "900000000001"]}]
    functions:
      - name: hook
        region: ap-shanghai
        environment: {KEY: "%{secret:shop/li.wei}", MODE: fast}
    instances:
      - {name: web, role: Opened, tags: {team: shop}}
      - {name: old-web, public_ips: [198.51.100.5]}
    addresses:
      - {name: web, ip: 198.51.100.6, instance: web}
      - {name: spare, region: ap-shanghai}
    nat_gateways:
      - {name: out, ips: [198.51.100.7, 198.51.100.8]}
      - {name: out-2, region: ap-shanghai}
    load_balancers:
      - {name: front, ip: 198.51.100.9}
      - {name: inside, kind: INTERNAL}
    lighthouse:
      - {name: blog, region: ap-singapore, ip: 203.0.113.77, tags: {team: blog}}
"""


def load(tmp_path: Path, text: str, *, seed: int | None = 1, now: float = NOW) -> Cloud:
    """Load a scenario from text; the clock stands still."""
    path = tmp_path / "my.yml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(str(path), seed=seed, clock=Clock(lambda: now))


def account(cloud: Cloud, name: str) -> Account:
    """Give the account of a name."""
    return next(one for one in cloud.accounts.values() if one.name == name)


def user(cloud: Cloud, name: str, of: str = "shop") -> User:
    """Give the user of a name."""
    found = account(cloud, of).user_named(name)
    assert found is not None
    return found


def keys(cloud: Cloud, name: str, of: str = "shop") -> list[Key]:
    """Give the keys of a user."""
    return account(cloud, of).keys_of(user(cloud, name, of).uin)
