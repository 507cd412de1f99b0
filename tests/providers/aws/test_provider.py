import subprocess
import sys
from pathlib import Path

from tests.emulator.aws.cloud import Cloud
from tests.providers.aws.collector import ACCOUNT, access

from akwarden.model.account import AccountSite, FromEnvironment
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.providers.aws.permissions import CALLS
from akwarden.providers.aws.provider import AWS
from akwarden.providers.provider import Surroundings
from akwarden.providers.registry import load


def test_the_registry_gives_it() -> None:
    assert load("aws") is AWS
    assert (AWS.name, AWS.title, AWS.calls, AWS.sites[0]) == ("aws", "AWS", CALLS, AccountSite.AWS)
    assert AWS.identifier().name == "aws"


def test_naming_it_does_not_import_boto() -> None:
    script = (
        "import sys; from akwarden.providers.registry import load; load('aws');"
        "raise SystemExit(any(name.split('.')[0] in {'boto3', 'botocore'} for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_it_opens_an_account(cloud: Cloud) -> None:
    assert AWS.inventory(access(cloud)).identity().account == ACCOUNT


def test_it_reads_a_key_of_this_machine(tmp_path: Path) -> None:
    around = Surroundings({"AWS_ACCESS_KEY_ID": "A" * 20, "AWS_SECRET_ACCESS_KEY": "b" * 40}, tmp_path)

    assert AWS.lease(FromEnvironment(), around).credential == Credential("A" * 20, Secret(b"b" * 40))
