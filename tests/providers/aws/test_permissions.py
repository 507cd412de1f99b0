import json

from akwarden.policy.document import Language
from akwarden.policy.reading import read_policy
from akwarden.providers.aws.permissions import CALLS, DESCRIBE_TAGS, GET_CALLER_IDENTITY, LIST_ROLES, policy


def test_a_policy_allows_the_rights_of_the_calls_each_once_and_in_order() -> None:
    text = policy((LIST_ROLES, DESCRIBE_TAGS, GET_CALLER_IDENTITY, LIST_ROLES))

    assert json.loads(text) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["ec2:DescribeTags", "iam:ListRoles"], "Resource": "*"},
        ],
    }


def test_the_policy_of_all_calls_is_one_that_iam_takes() -> None:
    (statement,) = read_policy(policy(CALLS), Language.IAM).statements

    assert set(statement.actions) == {call.right for call in CALLS if call.right}


def test_no_call_stands_twice_and_each_says_what_it_shows() -> None:
    names = [(call.service, call.action) for call in CALLS]

    assert len(set(names)) == len(names)
    assert all(call.unseen for call in CALLS)


def test_every_right_but_of_taking_a_role_only_reads() -> None:
    verbs = {call.right.partition(":")[2] for call in CALLS if call.right} - {"AssumeRole"}

    assert all(verb.startswith(("Get", "List", "Lookup", "Describe", "Generate")) for verb in verbs)
