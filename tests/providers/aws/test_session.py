from pathlib import Path

import pytest
from tests.providers.aws.collector import credential

from akwarden.model.account import AccountSite
from akwarden.providers.aws.partition import SITES, home_region, role_arn, root_arn
from akwarden.providers.aws.session import new_client, new_session


def test_nothing_of_whoever_runs_it_steers_a_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tmp_path / ".aws" / "models" / "sts" / "2011-06-15"
    models.mkdir(parents=True)
    (models / "service-2.json").write_text("{}")
    (tmp_path / ".aws" / "config").write_text(
        "[default]\nendpoint_url = http://192.0.2.1\nregion = eu-west-1\nuse_fips_endpoint = true\n"
    )
    for name, value in {
        "HOME": str(tmp_path),
        "AWS_PROFILE": "missing",
        "AWS_ENDPOINT_URL": "http://192.0.2.2",
        "AWS_ENDPOINT_URL_STS": "http://192.0.2.3",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_DATA_PATH": str(tmp_path / ".aws" / "models"),
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_MAX_ATTEMPTS": "9",
    }.items():
        monkeypatch.setenv(name, value)

    made = new_client(new_session(), "sts", "us-east-1", credential=credential(), endpoint=None)

    assert made.meta.endpoint_url == "https://sts.us-east-1.amazonaws.com"
    assert made.meta.config.retries["total_max_attempts"] == 1


@pytest.mark.parametrize(
    ("site", "service", "address"),
    [
        (AccountSite.AWS, "sts", "https://sts.us-east-1.amazonaws.com"),
        (AccountSite.AWS, "iam", "https://iam.amazonaws.com"),
        (AccountSite.AWS, "organizations", "https://organizations.us-east-1.amazonaws.com"),
        (AccountSite.AWS_CN, "sts", "https://sts.cn-north-1.amazonaws.com.cn"),
        (AccountSite.AWS_CN, "iam", "https://iam.cn-north-1.amazonaws.com.cn"),
        (AccountSite.AWS_CN, "organizations", "https://organizations.cn-northwest-1.amazonaws.com.cn"),
        (AccountSite.AWS_US_GOV, "sts", "https://sts.us-gov-west-1.amazonaws.com"),
        (AccountSite.AWS_US_GOV, "iam", "https://iam.us-gov.amazonaws.com"),
        (AccountSite.AWS_US_GOV, "organizations", "https://organizations.us-gov-west-1.amazonaws.com"),
    ],
)
def test_each_partition_has_its_own_addresses(site: AccountSite, service: str, address: str) -> None:
    region = home_region(site, service)

    made = new_client(new_session(), service, region, credential=credential(), endpoint=None)

    assert made.meta.endpoint_url == address


def test_arns_name_the_partition() -> None:
    assert [root_arn("123456789012", site) for site in SITES] == [
        "arn:aws:iam::123456789012:root",
        "arn:aws-cn:iam::123456789012:root",
        "arn:aws-us-gov:iam::123456789012:root",
    ]
    assert (
        role_arn("123456789012", "reader", AccountSite.AWS_CN) == "arn:aws-cn:iam::123456789012:role/reader"
    )
