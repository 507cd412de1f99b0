"""What the people of the company say: whose keys are whose and what for, who left, which networks are theirs.

It is written into CSV files, as people have them, and taken in from there.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from akwarden.emulator.aws.acme import READER
from akwarden.frontends.demo.company import Company

KEY_COLUMNS: Final = ("key_id", "remark", "owner", "tags")
PEOPLE_COLUMNS: Final = ("name", "left_at")
NETWORK_COLUMNS: Final = ("network", "kind", "label", "remark", "owner")
_TEAMS: Final = {
    "acme": "team-platform",
    "acme-shop": "team-shop",
    "acme-pay": "team-pay",
    "acme-data": "team-data",
    "acme-global": "team-global",
    "acme-aws-prod": "team-global",
    "acme-aws-dev": "team-shop",
    "acme-aws-data": "team-data",
}
_SAID: Final = {
    "order-api": "订单服务 orders, production",
    "cos-uploader": "商品图片上传 uploads product pictures",
    "miniprogram-pay": "小程序支付 payment in the mini program",
    "frontend-team": "前端组共用 shared by three people: to be split",
    "terraform": "基础设施流水线 infrastructure pipeline",
    "settle-batch": "结算批处理 settlement, every night",
    "bank-gateway": "银行网关 bank gateway",
    "spark-etl": "Spark 离线任务 nightly jobs",
    "bi-dashboard": "旧版报表 old dashboard, replaced in spring",
    "dataworks-sync": "数据同步 copies tables",
    "market-bridge": "marketplaces",
    "backup-2": "nightly backup",
    READER: "akwarden reads the account with it",
}
_SILENT: Final = 3
"""Of so many keys that nothing else is known of, one has no owner."""
_LEFT: Final = (("qian.feng", 70), ("wu.di", 28), ("zhou.tao", 61))
"""Who left, and how many days ago."""
_NETWORKS: Final = (
    ("113.90.33.16/30", "office", "Shenzhen office", "深圳办公室", "team-platform"),
    ("106.39.77.8/30", "office", "Beijing office", "北京办公室", "team-platform"),
    ("203.116.9.4/30", "office", "Singapore office", "", "team-global"),
    ("43.156.9.20/31", "vpn", "VPN", "where the company's VPN comes out", "team-platform"),
    ("119.29.9.12/31", "other", "NAT Guangzhou", "services of the shop", "team-shop"),
    ("124.222.3.40/31", "other", "NAT Shanghai", "services of payments and data", "team-pay"),
    ("43.154.9.60/31", "other", "NAT Singapore", "", "team-global"),
    ("54.152.9.32/30", "partner", "Posture scanner", "reads everything once a night", "team-platform"),
    ("127.0.0.1/32", "other", "akwarden", "akwarden itself, on this machine", "team-platform"),
)


class SaidOfKey(NamedTuple):
    """What is said of one key."""

    key_id: str
    remark: str
    owner: str
    tags: str


class _Held(NamedTuple):
    """A key, and whose it is."""

    account: str
    user: str
    key_id: str


def write_keys(company: Company, path: Path) -> None:
    """Write the file of remarks, owners and tags of keys."""
    _write(path, KEY_COLUMNS, said_of_keys(company))


def write_people(path: Path, now: datetime) -> None:
    """Write the file of people who left."""
    rows = ((name, f"{now - timedelta(days=days):%Y-%m-%d}") for name, days in _LEFT)
    _write(path, PEOPLE_COLUMNS, rows)


def write_networks(path: Path) -> None:
    """Write the file of networks that are the company's."""
    _write(path, NETWORK_COLUMNS, _NETWORKS)


def said_of_keys(company: Company) -> Iterator[SaidOfKey]:
    """Yield what is said of keys; of many, nothing is."""
    for number, held in enumerate(_held(company)):
        remark = _SAID.get(held.user, "")
        is_person = "." in held.user
        if not remark and not is_person and number % _SILENT == 0:
            continue
        owner = held.user if is_person else _TEAMS[held.account]
        yield SaidOfKey(held.key_id, remark, owner, _tags(held))


def _tags(held: _Held) -> str:
    if "." in held.user:
        return "person"
    return "test" if held.account.endswith("dev") else "production"


def _held(company: Company) -> Iterator[_Held]:
    """Yield all keys of users, account after account."""
    for tencent in company.tencent.accounts.values():
        for user in tencent.users.values():
            for key in tencent.keys_of(user.uin):
                yield _Held(tencent.name, user.name, key.secret_id)
    for aws in company.aws.accounts.values():
        for name, one in aws.users.items():
            for held in one.keys:
                yield _Held(aws.name, name, held.id)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows(rows)
