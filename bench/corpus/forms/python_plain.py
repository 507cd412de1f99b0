"""Python: settings, constants and other code that holds a pair."""

from corpus.groups import BIG, CLOUDS, PAIRS
from corpus.model import Form

FORMS = (
    Form(
        "python/settings-constants",
        "settings.py config.py conf.py production.py",
        PAIRS,
        """⟦head⟧# ⟦brandcn⟧ ⟦cmt⟧
⟦idn.upper⟧ = ⟦id.q⟧
⟦secn.upper⟧ = ⟦sec.q⟧
⟦store.upper⟧_BUCKET = "⟦bucket⟧"
⟦store.upper⟧_REGION = "⟦region⟧"

ALLOWED_HOSTS = ["⟦host⟧", "⟦ip⟧"]
TIME_ZONE = "Asia/Shanghai"
⟦tail⟧""",
    ),
    Form(
        "python/settings-secret-first-and-apart",
        "settings.py local_settings.py",
        CLOUDS,
        """⟦head⟧DEBUG = False
⟦secn.upper⟧ = ⟦sec.q⟧
⟦store.upper⟧_ENDPOINT = "https://⟦endpoint⟧"
⟦rep:1-4:⟦word.upper⟧_⟦pick:TIMEOUT¦LIMIT¦SIZE⟧ = ⟦int:1:9000⟧
⟧RELEASE = "⟦hex:40⟧"
# ⟦cmt⟧
⟦idn.upper⟧ = ⟦id.q⟧
⟦tail⟧""",
    ),
    Form(
        "python/dict-literal",
        "config.py constants.py conf.py",
        PAIRS,
        """⟦head⟧CONFIG = {
    "name": "⟦app⟧",
    "revision": "⟦hex:40⟧",
    "⟦store⟧": {
        ⟦quote⟧⟦idn.bare.snake⟧⟦quote⟧: ⟦id.q⟧,
        ⟦quote⟧⟦secn.bare.snake⟧⟦quote⟧: ⟦sec.q⟧,
        ⟦quote⟧region⟦quote⟧: ⟦quote⟧⟦region⟧⟦quote⟧,
        "endpoint": "⟦endpoint⟧",
    },
    "retries": ⟦int:1:5⟧,
}
⟦tail⟧""",
    ),
    Form(
        "python/class-attributes",
        "config.py settings.py",
        PAIRS,
        """⟦head⟧class Config(object):
    JSON_AS_ASCII = False
    VERSION = "⟦ver⟧"


class ProductionConfig(Config):
    # ⟦brand⟧
    ⟦idn.upper⟧ = ⟦id.q⟧
    ⟦secn.upper⟧ = ⟦sec.q⟧
    DOMAIN = "https://⟦host⟧"


class TestingConfig(Config):
    ⟦idn.upper⟧ = ""
    ⟦secn.upper⟧ = ""
⟦tail⟧""",
    ),
    Form(
        "python/environ-default",
        "app.py settings.py worker.py",
        CLOUDS,
        """⟦head⟧import os

⟦idn.upper⟧ = os.⟦pick:getenv¦environ.get⟧("⟦idn.upper⟧", ⟦id.q⟧)
⟦secn.upper⟧ = os.⟦pick:getenv¦environ.get⟧("⟦secn.upper⟧", ⟦sec.q⟧)
⟦store.upper⟧_BUCKET = os.getenv("BUCKET", "⟦bucket⟧")
INSTANCE = os.getenv("HOSTNAME", "⟦hex:12⟧")
⟦tail⟧""",
    ),
    Form(
        "python/environ-assignment",
        "run.py notebook_export.py main.py",
        CLOUDS,
        """⟦head⟧import os

# ⟦cmt⟧
os.environ[⟦quote⟧⟦idn.upper⟧⟦quote⟧] = ⟦id.q⟧
os.environ[⟦quote⟧⟦secn.upper⟧⟦quote⟧] = ⟦sec.q⟧
os.environ["PYTHONHASHSEED"] = "⟦int:0:4000⟧"

from ⟦word⟧.tasks import main
⟦tail⟧""",
    ),
    Form(
        "python/function-defaults",
        "storage.py util.py client.py",
        CLOUDS,
        """⟦head⟧class Storage:
    def __init__(
        self,
        ⟦idn.snake⟧=⟦id.q⟧,
        ⟦secn.snake⟧=⟦sec.q⟧,
        region="⟦region⟧",
        timeout=⟦int:5:60⟧,
    ):
        self.⟦idn.snake⟧ = ⟦idn.snake⟧
        self.⟦secn.snake⟧ = ⟦secn.snake⟧
        self.region = region
⟦tail⟧""",
    ),
    Form(
        "python/self-attributes",
        "cloud.py api.py robot.py",
        PAIRS,
        """⟦head⟧class ⟦brand.pascal⟧Client:
    def __init__(self):
        self.host = "⟦endpoint⟧"
        self.⟦idn.snake⟧ = ⟦id.q⟧  # ⟦cmt⟧
        self.⟦secn.snake⟧ = ⟦sec.q⟧
        self.version = "2017-03-12"
        self.nonce = "⟦hex:16⟧"
⟦tail⟧""",
    ),
    Form(
        "python/argparse-default",
        "cli.py tool.py",
        CLOUDS,
        """⟦head⟧import argparse

parser = argparse.ArgumentParser(description="⟦cmt⟧")
parser.add_argument("--⟦idn.kebab⟧", default=⟦id.q⟧)
parser.add_argument("--⟦secn.kebab⟧", default=⟦sec.q⟧, help="⟦secn.title⟧")
parser.add_argument("--bucket", default="⟦bucket⟧")
parser.add_argument("--md5", default="⟦hex:32⟧")
args = parser.parse_args()
⟦tail⟧""",
    ),
    Form(
        "python/commented-out",
        "upload.py settings.py",
        CLOUDS,
        """⟦head⟧import os

# ⟦idn.snake⟧ = ⟦id.q⟧
# ⟦secn.snake⟧ = ⟦sec.q⟧
⟦idn.snake⟧ = os.environ["⟦idn.upper⟧"]
⟦secn.snake⟧ = os.environ["⟦secn.upper⟧"]
bucket = "⟦bucket⟧"
⟦tail⟧""",
    ),
    Form(
        "python/two-accounts-in-a-list",
        "accounts.py sync.py",
        BIG,
        """⟦head⟧ACCOUNTS = [
    {"name": "⟦person⟧", ⟦quote⟧⟦idn.snake⟧⟦quote⟧: ⟦id.q⟧, ⟦quote⟧⟦secn.snake⟧⟦quote⟧: ⟦sec.q⟧},
    {"name": "⟦word⟧", ⟦quote⟧⟦idn.snake⟧⟦quote⟧: ⟦2.id.q⟧, ⟦quote⟧⟦secn.snake⟧⟦quote⟧: ⟦2.sec.q⟧},
]

for account in ACCOUNTS:
    print(account["name"], "⟦uuid⟧")
⟦tail⟧""",
        extra="=",
    ),
    Form(
        "python/migration-source-and-target",
        "migrate.py move_bucket.py",
        BIG,
        """⟦head⟧SRC = dict(
    ⟦idn.snake⟧=⟦id.q⟧,
    ⟦secn.snake⟧=⟦sec.q⟧,
    bucket="⟦bucket⟧",
)
DST = dict(
    ⟦2.idn.snake⟧=⟦2.id.q⟧,
    ⟦2.secn.snake⟧=⟦2.sec.q⟧,
    bucket="⟦word⟧-archive",
)
DONE = {"⟦hex:32⟧", "⟦hex:32⟧"}
⟦tail⟧""",
        extra="alibaba",
    ),
    Form(
        "python/two-literals-joined",
        "upload.py conf.py",
        BIG,
        """⟦head⟧# ⟦cmt⟧
⟦idn.upper⟧ = ⟦id.first.q⟧ + ⟦id.rest.q⟧
⟦secn.upper⟧ = ⟦sec.first.q⟧ + ⟦sec.rest.q⟧
REGION = "⟦region⟧"
⟦tail⟧""",
    ),
    Form(
        "python/literals-in-brackets",
        "client.py conf.py",
        BIG,
        """⟦head⟧⟦idn.snake⟧ = ⟦id.q⟧
⟦secn.snake⟧ = (
    ⟦sec.first.q⟧
    ⟦sec.rest.q⟧
)
session_id = "⟦uuid⟧"
⟦tail⟧""",
    ),
    Form(
        "python/base64-decode-call",
        "boot.py hidden.py",
        BIG,
        """⟦head⟧import base64

# ⟦cmt⟧
⟦idn.snake⟧ = base64.b64decode("⟦id.b64⟧").decode()
⟦secn.snake⟧ = base64.b64decode("⟦sec.b64⟧").decode()
logo = base64.b64decode("⟦png:60⟧")
⟦tail⟧""",
    ),
    Form(
        "python/test-case",
        "test_client.py test_upload.py",
        CLOUDS,
        """⟦head⟧import unittest


class ⟦word.pascal⟧Test(unittest.TestCase):
    def setUp(self):
        self.client = Client(⟦id.q⟧, ⟦sec.q⟧, "⟦region⟧")  # ⟦brand⟧

    def test_put(self):
        etag = self.client.put("⟦bucket⟧", "a.txt", b"⟦alnum:24⟧")
        self.assertEqual(etag, "⟦hex:32⟧")
""",
    ),
)
