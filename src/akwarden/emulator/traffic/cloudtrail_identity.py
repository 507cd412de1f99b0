"""The `userIdentity` of a CloudTrail record, as text: after CloudTrail, "CloudTrail userIdentity element"."""

from akwarden.emulator.traffic.moment import iso
from akwarden.emulator.traffic.principal import CallerKind, Principal, arn_of

_MFA = ("false", "true")


def trail_identity(principal: Principal) -> str:
    """Return the identity."""
    number = principal.account.number
    invoked = f',"invokedBy":"{principal.invoked_by}"' if principal.invoked_by else ""
    match principal.kind:
        case CallerKind.SERVICE:
            return f'{{"type":"AWSService","invokedBy":"{principal.name}"}}'
        case CallerKind.WEB:
            return (
                f'{{"type":"WebIdentityUser","principalId":"{principal.id}","userName":"{principal.name}",'
                f'"identityProvider":"arn:aws:iam::{number}:oidc-provider/token.actions.githubusercontent.com"}}'
            )
        case CallerKind.ROLE | CallerKind.FEDERATED:
            return _of_session(principal, invoked)
        case CallerKind.ROOT:
            head = f'"type":"Root","principalId":"{number}"'
        case _:
            head = f'"type":"IAMUser","principalId":"{principal.id}"'
    name = "" if principal.kind is CallerKind.ROOT else f',"userName":"{principal.name}"'
    key = f',"accessKeyId":"{principal.key_id}"' if principal.key_id else ""
    return (
        f'{{{head},"arn":"{arn_of(principal)}","accountId":"{number}"{key}{name}'
        f"{_attributes(principal)}{invoked}}}"
    )


def _attributes(principal: Principal) -> str:
    session = principal.session
    if session is None:
        return ""
    return (
        f',"sessionContext":{{"attributes":{{"creationDate":"{iso(session.started)}",'
        f'"mfaAuthenticated":"{_MFA[session.mfa]}"}}}}'
    )


def _of_session(principal: Principal, invoked: str) -> str:
    number, session, name = principal.account.number, principal.session, principal.name
    assert session is not None  # noqa: S101  a role and a federation token come with one
    if principal.kind is CallerKind.ROLE:
        head = f'"type":"AssumedRole","principalId":"{principal.id}:{session.name}"'
        kind, path = "Role", "role"
    else:
        head = f'"type":"FederatedUser","principalId":"{number}:{session.name}"'
        kind, path = "IAMUser", "user"
    issuer = f'"type":"{kind}","principalId":"{principal.id}","arn":"arn:aws:iam::{number}:{path}/{name}"'
    return (
        f'{{{head},"arn":"{arn_of(principal)}","accountId":"{number}","accessKeyId":"{principal.key_id}",'
        f'"sessionContext":{{"sessionIssuer":{{{issuer},"accountId":"{number}","userName":"{name}"}},'
        f'"webIdFederationData":{{}},"attributes":{{"creationDate":"{iso(session.started)}",'
        f'"mfaAuthenticated":"{_MFA[session.mfa]}"}}}}{invoked}}}'
    )
