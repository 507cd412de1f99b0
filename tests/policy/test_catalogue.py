import pytest

from akwarden.policy.catalogue import Access, AddressLimit, Catalogue, load_catalogue
from akwarden.policy.grammar import Language


@pytest.fixture(params=Language)
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    """Give each catalogue."""
    return load_catalogue(request.param)


def test_a_catalogue_says_where_it_is_from(catalogue: Catalogue) -> None:
    assert len(catalogue.facts.source) > 100


def test_every_action_is_found_by_its_name_and_by_a_wildcard(catalogue: Catalogue) -> None:
    names = catalogue.expand("*")

    assert len(names) == sum(len(service.actions) for service in catalogue.facts.services.values())
    assert all(catalogue.lookup(name) for name in names)
    assert list(names) == sorted(names, key=lambda name: name.split(":"))


def test_names_have_the_form_of_names(catalogue: Catalogue) -> None:
    for service, known in catalogue.facts.services.items():
        assert service == service.lower()
        assert known.title
        assert all(action.isalnum() and action[0].isupper() for action in known.actions)


def test_cam_knows_what_the_product_works_with() -> None:
    cam = load_catalogue(Language.CAM)

    assert cam.expand("name/cam:*AccessKey") == (
        "cam:CreateAccessKey",
        "cam:DeleteAccessKey",
        "cam:UpdateAccessKey",
    )
    for action in (
        "sts:AssumeRole",
        "cloudaudit:DescribeEvents",
        "csip:DescribeAccessKeyAsset",
        "cam:CreateApiKey",
    ):
        assert cam.lookup(action) is not None, action
    assert cam.lookup("cam:createaccesskey") is None
    create, attach = cam.lookup("cam:CreateAccessKey"), cam.lookup("name/cam:AttachUserPolicy")
    assert create is not None
    assert attach is not None
    assert (create.access, create.resource_level) == (Access.PERMISSIONS, True)
    assert (attach.access, attach.resource_level) == (Access.PERMISSIONS, False)
    service = cam.service("sts")
    assert service is not None
    assert service.ip is AddressLimit.NO


def test_iam_knows_the_services_that_the_product_needs_in_any_case() -> None:
    iam = load_catalogue(Language.IAM)

    wanted = {
        "iam",
        "sts",
        "organizations",
        "cloudtrail",
        "lambda",
        "s3",
        "kms",
        "secretsmanager",
        "ssm",
        "ec2",
    }
    assert set(iam.facts.services) == wanted
    assert iam.expand("IAM:create?ccesskey") == ("iam:CreateAccessKey",)
    listed = iam.lookup("s3:listallmybuckets")
    assert listed is not None
    assert (listed.access, listed.resource_level) == (Access.LIST, False)


@pytest.mark.parametrize("pattern", ["", "nothing", "nothing:*", "cam:", "sts:Nothing*", "*:"])
def test_what_nothing_matches_expands_to_nothing(pattern: str, catalogue: Catalogue) -> None:
    assert catalogue.expand(pattern) == ()
    assert catalogue.lookup(pattern) is None
    assert catalogue.service(pattern) is None
