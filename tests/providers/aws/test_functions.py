import pytest
from tests.emulator.aws.cloud import Cloud
from tests.providers.aws.collector import ACCOUNT, ANYBODY, collector, opened

from akwarden.errors import CredentialError, MissingRightError
from akwarden.model.function import Variable
from akwarden.model.secret import Secret
from akwarden.providers.aws.permissions import CALLS, DESCRIBE_REGIONS

LIST = "lambda:ListFunctions"


def make(cloud: Cloud, name: str, region: str = "us-east-1", **variables: str) -> str:
    """Make a function, and give its ARN."""
    iam = cloud.client("iam")
    if not iam.list_roles()["Roles"]:
        iam.create_role(RoleName="runner", AssumeRolePolicyDocument=ANYBODY)
    made = cloud.client("lambda", region).create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=f"arn:aws:iam::{ACCOUNT}:role/runner",
        Handler="a.b",
        Code={"ZipFile": b"x"},
        Environment={"Variables": variables},
    )
    return str(made["FunctionArn"])


def test_functions_of_all_regions_come_with_their_variables(cloud: Cloud) -> None:
    arns = [make(cloud, "mail", "eu-west-1", PASSWORD="hidden-value"), make(cloud, "shop", "us-west-2")]

    mail, shop = opened(cloud).functions({})

    assert [mail.id, shop.id] == arns
    assert (mail.name, mail.region, mail.role) == ("mail", "eu-west-1", f"arn:aws:iam::{ACCOUNT}:role/runner")
    assert mail.variables == (Variable("PASSWORD", Secret(b"hidden-value")),)
    assert shop.variables == ()
    assert mail.modified_at is not None
    assert "hidden-value" not in repr(mail)


def test_a_function_of_a_known_version_comes_without_variables(cloud: Cloud) -> None:
    make(cloud, "mail", PASSWORD="hidden-value")
    (first,) = opened(cloud).functions({})

    (again,) = opened(cloud).functions({first.id: first.version})
    (other,) = opened(cloud).functions({first.id: "another"})

    assert (again.variables, again.version) == (None, first.version)
    assert other.variables == first.variables


def test_a_version_changes_with_the_function(cloud: Cloud) -> None:
    make(cloud, "mail", PASSWORD="old")
    (before,) = opened(cloud).functions({})
    cloud.client("lambda").update_function_configuration(
        FunctionName="mail", Environment={"Variables": {"PASSWORD": "new"}}
    )
    # moto gives no revision.
    cloud.faults.change(
        LIST, lambda body: body.replace(b'"FunctionName"', b'"RevisionId": "r2", "FunctionName"')
    )

    (after,) = opened(cloud).functions({before.id: before.version})

    assert (after.version, after.variables) == ("r2", (Variable("PASSWORD", Secret(b"new")),))


def test_all_pages_of_a_region_are_read(cloud: Cloud) -> None:
    for number in range(60):
        make(cloud, f"function-{number}")

    assert len(list(opened(cloud).functions({}))) == 60


def test_variables_that_may_not_be_decrypted_are_a_blind_spot(cloud: Cloud) -> None:
    arn = make(cloud, "mail", PASSWORD="hidden-value")
    cloud.faults.change(
        LIST,
        lambda body: body.replace(
            b'"Environment": {"Variables": {"PASSWORD": "hidden-value"}}',
            b'"Environment": {"Error": {"ErrorCode": "AccessDeniedException", "Message": "no"}}',
        ),
    )
    inventory = opened(cloud)

    (mail,) = inventory.functions({})

    assert mail.variables is None
    (spot,) = inventory.tally.blind_spots
    assert (spot.right, spot.unseen) == ("kms:Decrypt", f"the environment variables of {arn}")


def test_a_region_that_is_forbidden_is_named_and_the_others_are_seen(cloud: Cloud) -> None:
    make(cloud, "mail")
    cloud.gate.denied_by_organization.add((LIST, "eu-west-1"))
    inventory = opened(cloud, collector(cloud))

    names = [function.name for function in inventory.functions({})]

    assert names == ["mail"]
    (spot,) = inventory.tally.blind_spots
    assert spot.unseen == "functions and their environment variables in eu-west-1"
    assert "service control policy" in spot.reason


def test_without_the_right_it_is_missing_and_not_none(cloud: Cloud) -> None:
    key = collector(cloud, [call for call in CALLS if call.right != LIST])

    with pytest.raises(MissingRightError, match=LIST):
        list(opened(cloud, key).functions({}))


def test_an_enabled_region_that_does_not_take_the_key_is_a_blind_spot(cloud: Cloud) -> None:
    make(cloud, "mail")
    cloud.gate.closed_regions.add("eu-west-1")
    inventory = opened(cloud)

    assert [function.name for function in inventory.functions({})] == ["mail"]
    (spot,) = inventory.tally.blind_spots
    assert spot.unseen == "functions and their environment variables in eu-west-1"
    assert "does not take the key" in spot.reason


def test_a_key_that_ends_working_is_not_taken_for_regions_that_are_closed(cloud: Cloud) -> None:
    key = collector(cloud)
    inventory = opened(cloud, key)
    functions = inventory.functions({})
    make(cloud, "mail", "eu-west-1")
    assert next(functions).name == "mail"
    cloud.client("iam").delete_access_key(UserName="collector", AccessKeyId=key.key_id)

    with pytest.raises(CredentialError):
        list(functions)


def test_without_the_right_to_list_regions_those_that_are_known_are_looked_at(cloud: Cloud) -> None:
    make(cloud, "mail", "eu-west-1")
    key = collector(cloud, [call for call in CALLS if call is not DESCRIBE_REGIONS])
    cloud.gate.closed_regions |= {"eu-central-2", "ap-east-1", "me-south-1"}
    inventory = opened(cloud, key)

    assert [function.region for function in inventory.functions({})] == ["eu-west-1"]
    assert [spot.right for spot in inventory.tally.blind_spots] == ["ec2:DescribeRegions"]


def test_nothing_is_asked_of_a_region_that_the_account_has_not_enabled(cloud: Cloud) -> None:
    list(opened(cloud).functions({}))

    regions = {asked.region for asked in cloud.faults.asked if asked.action == "ListFunctions"}
    assert regions == {"eu-west-1", "us-east-1", "us-west-2"}
