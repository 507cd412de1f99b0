"""Which calls of clouds there are, by the clouds' own descriptions: no rule waits for another one."""

import json
import re
from functools import cache
from importlib.resources import files

import botocore.session

from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import Language

RECORDED = {
    # Tencent Cloud, CloudAudit, list of CAM events: what the console calls, which the API does not have.
    "tencent:cam": {
        *("AddConsoleUser", "AddSubAccount", "AddSubAccountCheckingMFA", "AddSubAccountsToGroup"),
        *("AttachGroupPolicies", "AttachGroupsPolicy", "AttachRolePolicies", "AttachRolesPolicy"),
        *("AttachUserPolicies", "AttachUsersPolicy", "BatchOperateCamStrategy", "BindToken"),
        *("CreateApiKey", "CreateCollApiKey", "CreateProjectKey", "CreateRoleByConsole", "CreateSubAccounts"),
        *("DeleteEntitiesPermissionsBoundary", "EnableApiKey", "EnableCollApiKey", "EnableProjectKey"),
        *("GetUserBasicInfo", "SetSafeAuthFlag", "UnbindStoken", "UpdateCamStrategy", "UpdateSubAccount"),
    },
    # Tencent Cloud, API of CloudAudit, API Category: the older calls, which the SDK no longer has.
    "tencent:cloudaudit": {"DeleteAudit"},
    # Tencent Cloud, CloudAudit-Enabled Services and APIs: signing in.
    "tencent:account": {"ConsoleLogin"},
    # Tencent Cloud, COS, API documents, operations on buckets and objects: XML, and not in the SDK.
    "tencent:cos": {
        *("DeleteBucket", "DeleteBucketPolicy", "DeleteMultipleObjects", "DeleteObject", "GetObject"),
        *("GetService", "PutBucketACL", "PutBucketLifecycle", "PutBucketPolicy", "PutBucketReplication"),
        "PutBucketVersioning",
    },
    # AWS CloudTrail User Guide, AWS Management Console sign-in events and events of the root user; for
    # GetSigninToken: AWS, IAM User Guide, Enable custom identity broker access to the AWS console.
    "aws:signin": {"ConsoleLogin", "EmailUpdated", "GetSigninToken", "PasswordUpdated"},
    # TrailDiscover, PutFoundationModelEntitlement: the console unlocks models with it, and no SDK has it.
    "aws:bedrock": {"PutFoundationModelEntitlement"},
    # Amazon S3 User Guide, Amazon S3 CloudTrail events: where records have another name than the API.
    "aws:s3": {"DeleteBucketPublicAccessBlock", "DeleteAccountPublicAccessBlock"},
}
"""Names that stand in audit records and in no description of an API, and where they are from."""
_OF_AWS = {
    "bedrock": ("bedrock", "bedrock-runtime"),
    "access-analyzer": ("accessanalyzer",),
    "email": ("ses", "sesv2"),
    "ses": ("ses", "sesv2"),
    "sso": ("sso-admin",),
}
"""The descriptions of a service, by its name in records."""
_OF_TENCENT = {"consolesms": "sms"}
_DATED = re.compile(r"20[0-9]{6}(?:v[0-9])?$")
"""The version that CloudTrail writes behind the names of Lambda."""


def unknown_calls(provider: str, service: str, actions: set[str]) -> set[str]:
    """Give those of the actions that no description of the service has."""
    recorded = RECORDED.get(f"{provider}:{service}", set())
    known = recorded | (_tencent(service) if provider == "tencent" else _aws(service))
    return {action for action in actions if _DATED.sub("", action) not in known}


def unknown_beginnings(provider: str, service: str, beginnings: set[str]) -> set[str]:
    """Give those of the beginnings with which no call of the service begins."""
    known = _tencent(service) if provider == "tencent" else _aws(service)
    dated = {name for action in known for name in (action, f"{action}20150331")}
    return {one for one in beginnings if not any(name.startswith(one) for name in dated)}


@cache
def _tencent(service: str) -> set[str]:
    folder = files("tccli") / "services" / _OF_TENCENT.get(service, service)
    texts = [
        (one / "api.json").read_text()
        for one in (folder.iterdir() if folder.is_dir() else ())
        if one.name.startswith("v2")
    ]
    known = load_catalogue(Language.CAM).service(service)
    return {action for text in texts for action in json.loads(text)["actions"]} | set(
        known.actions if known else ()
    )


@cache
def _aws(service: str) -> set[str]:
    session = botocore.session.get_session()
    names = [one for one in _OF_AWS.get(service, (service,)) if one in session.get_available_services()]
    return {action for one in names for action in session.get_service_model(one).operation_names}
