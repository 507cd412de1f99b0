"""Calls that are told of wherever they are seen.

Each one gives somebody more rights or a way back in, blinds the audit, hands out a secret or data of a whole
store, or destroys what data is protected by.
"""

from typing import Final

SENSITIVE: Final = frozenset(
    [
        # Ways back in, and more rights.
        "iam:AddRoleToInstanceProfile",
        "iam:AddUserToGroup",
        "iam:AttachGroupPolicy",
        "iam:AttachRolePolicy",
        "iam:AttachUserPolicy",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreateOpenIDConnectProvider",
        "iam:CreatePolicyVersion",
        "iam:CreateSAMLProvider",
        "iam:CreateUser",
        "iam:DeactivateMFADevice",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteVirtualMFADevice",
        "iam:PutGroupPolicy",
        "iam:PutRolePolicy",
        "iam:PutUserPolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAccessKey",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateLoginProfile",
        "iam:UpdateSAMLProvider",
        "iam:UploadSSHPublicKey",
        "lambda:AddPermission20150331v2",
        "lambda:UpdateFunctionCode20150331v2",
        "organizations:InviteAccountToOrganization",
        "organizations:LeaveOrganization",
        "sso:CreateAccountAssignment",
        "sts:GetFederationToken",
        "sts:GetSessionToken",
        # The audit, and what watches.
        "cloudtrail:DeleteEventDataStore",
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
        "config:DeleteConfigurationRecorder",
        "config:StopConfigurationRecorder",
        "ec2:DeleteFlowLogs",
        "guardduty:DeleteDetector",
        "guardduty:UpdateDetector",
        "securityhub:DisableSecurityHub",
        # Secrets, and data of a whole store.
        "ec2:GetPasswordData",
        "ec2:ModifyImageAttribute",
        "ec2:ModifySnapshotAttribute",
        "rds:ModifyDBSnapshotAttribute",
        "s3:DeleteBucketPublicAccessBlock",
        "s3:PutBucketAcl",
        "s3:PutBucketPolicy",
        "secretsmanager:BatchGetSecretValue",
        "secretsmanager:GetSecretValue",
        # What data is protected by.
        "kms:DisableKey",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "rds:DeleteDBSnapshot",
        "s3:PutBucketVersioning",
    ]
)
"""Service and action, as CloudTrail names them."""
