"""Everything beside the credentials: words, comments, hosts, hashes and other values that mean nothing."""

import base64
from collections.abc import Callable
from random import Random

from corpus import keys
from corpus.values import ALNUM, BASE32, BASE64, LOWER, UPPER, URL64, draw, hexa, identifier, odds

_APPS = (
    "order billing upload media report gateway crawler backup portal notify invoice course wallet survey "
    "devops sensor archive member coupon trade album logistics face-login live-room data-sync mall-admin "
    "ticket-hub pay-center doc-convert image-proxy edu-platform iot-bridge user-center log-shipper"
)
APPS = _APPS.split()
_NAMED = "zhangwei lina wangfang liuyang chenjie alice bob.miller carol huanglei sunqi t.meyer jane.doe"
_PEOPLE = _NAMED.split()
_ENGLISH = (
    "TODO: move this to the config center",
    "do not change without asking ops",
    "production account, be careful",
    "used by the nightly job only",
    "see https://wiki.example.com/display/OPS/storage for the quota",
    "copied from the old project",
    "FIXME remove before release",
    "rotate every 90 days",
    "read timeouts are in seconds",
    "the bucket must exist already",
    "same account as staging",
    "sub account with write access",
    "set to false when running locally",
    "temporary, until the gateway is ready",
    "default values for development",
    "retry three times, then give up",
)
_CHINESE = (
    "TODO 后续迁移到配置中心",
    "生产环境，请勿修改",
    "子账号密钥，仅用于上传",
    "测试环境配置",
    "不要提交到 git！",
    "联系运维获取权限",
    "定时任务使用",
    "对象存储相关配置",
    "注意：桶需要提前创建",
    "超时时间，单位秒",
    "从旧项目拷贝过来的，先这样用",
    "本地调试用，上线前删除",
    "云账号密钥",
    "文件上传配置",
    "短信服务配置",
    "图片处理与鉴黄",
)


def _time(r: Random) -> str:
    return f"{r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}"


def _date(r: Random) -> str:
    return f"{r.randint(2019, 2026)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}"


def _ip(r: Random) -> str:
    return f"10.{r.randrange(256)}.{r.randrange(256)}.{r.randint(1, 254)}"


def _hidden(r: Random, prefix: str, size: str, length: str) -> str:
    """A long run of base64 in whose middle something like a key id happens to stand."""
    n = int(length)
    at = r.randrange(n // 4, n // 2)
    middle = draw(r, BASE32 if prefix in {"AKIA", "ASIA"} else ALNUM, int(size))
    return draw(r, BASE64, at) + prefix + middle + draw(r, BASE64, n - at)


def _wrapped(r: Random, lines: str, width: str) -> str:
    return "\n".join(draw(r, BASE64, int(width)) for _ in range(int(lines)))


def _png(r: Random, size: str) -> str:
    return base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + r.randbytes(int(size))).decode()


def _digest(r: Random, size: str) -> str:
    return base64.b64encode(r.randbytes(int(size))).decode()


Noise = Callable[..., str]
ONCE: dict[str, Noise] = {  # drawn once for each snippet, so that a file agrees with itself
    "app": lambda r: r.choice(APPS),
    "appid": lambda r: "125" + draw(r, "0123456789", 7),
    "account": lambda r: draw(r, "123456789", 12),
    "person": lambda r: r.choice(_PEOPLE),
    "env": lambda r: r.choice(["prod", "test", "dev", "staging", "uat"]),
    "lang": lambda r: r.choice(["en", "zh"]),
    "quote": lambda r: r.choice("'\""),
    "mark": lambda r: r.choice(["----", ":", "|", ",", " "]),
    "column": lambda r: r.choice([";", "\t", "|"]),
    "front": lambda r: r.choice(["VUE_APP", "VITE", "REACT_APP", "NEXT_PUBLIC"]),
    "org": lambda r: r.choice(["acme", "bluebird", "northwind", "huashan", "xingchen", "lantian"]),
}
FRESH: dict[str, Noise] = {
    "hex": lambda r, n: hexa(r, int(n)),
    "HEX": lambda r, n: hexa(r, int(n)).upper(),
    "uuid": identifier,
    "UUID": lambda r: identifier(r).upper(),
    "b64": lambda r, n: draw(r, BASE64, int(n)),
    "url64": lambda r, n: draw(r, URL64, int(n)),
    "ocid": lambda r, n: draw(r, BASE32.lower(), int(n)),
    "base32": lambda r, n: draw(r, BASE32, int(n)),
    "alnum": lambda r, n: draw(r, ALNUM, int(n)),
    "low": lambda r, n: draw(r, LOWER, int(n)),
    "up": lambda r, n: draw(r, UPPER, int(n)),
    "num": lambda r, n: draw(r, "123456789", int(n)),
    "int": lambda r, low, high: str(r.randint(int(low), int(high))),
    "digest": _digest,
    "png": _png,
    "wrapped": _wrapped,
    "hidden": _hidden,
    "fingerprint": lambda r: ":".join(hexa(r, 2) for _ in range(16)),
    "ip": _ip,
    "date": _date,
    "time": _time,
    "ms": lambda r: str(r.randint(1_600_000_000_000, 1_790_000_000_000)),
    "ts": lambda r: str(r.randint(1_600_000_000, 1_790_000_000)),
    "ver": lambda r: f"{r.randint(0, 9)}.{r.randint(0, 30)}.{r.randint(0, 20)}",
    "host": lambda r: (
        f"{r.choice(APPS)}-{r.randint(1, 9):02}.{r.choice(['internal', 'svc', 'corp'])}.example.com"
    ),
    "word": lambda r: r.choice(APPS).partition("-")[0],
    "people": lambda r: r.choice(_PEOPLE),
    "english": lambda r: r.choice(_ENGLISH),
    "chinese": lambda r: r.choice(_CHINESE),
    "pubkey": keys.ssh_public,
    "pubpem": keys.public_pem,
    "publine": keys.public_line,
    "cert": keys.certificate,
}


def comment(rng: Random, language: str) -> str:
    """A remark in one language; programmers who write Chinese mix in English."""
    return rng.choice(_CHINESE if language == "zh" and odds(rng, 4, 5) else _ENGLISH)
