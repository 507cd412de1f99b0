"""What goes on by itself: secrets whose time is over go, products' secrets are made and rotated."""

import msgspec

from akwarden.emulator.tencent.services.kms.state import KeyState
from akwarden.emulator.tencent.services.ssm.state import CURRENT, Flow, Secret, SsmRegion, Status
from akwarden.emulator.tencent.state import Cloud

FLOW_SECONDS = 5.0
"""How long a flow takes. The documents do not say."""
MOST_HISTORY = 10
_PASSWORD = 16


def start_flow(cloud: Cloud, region: SsmRegion, secret: Secret, *, rotates: bool) -> Flow:
    """Begin to make, or to rotate, the secret of a product."""
    flow = Flow(cloud.ids.number("flow"), secret.name, cloud.clock.now() + FLOW_SECONDS, rotates)
    region.flows[flow.id] = flow
    return flow


def settle(cloud: Cloud, region: SsmRegion, now: float) -> None:
    """Do what came due until now."""
    for flow in region.flows.values():
        if not flow.settled and flow.done_at <= now:
            flow.settled = True
            _finish(cloud, region, flow)
    for secret in [*region.secrets.values()]:
        if secret.status is Status.PENDING_DELETE and secret.deletion <= now:
            del region.secrets[secret.name]
            continue
        while secret.status is Status.ENABLED and 0 < secret.rotation.next <= now:
            if not _renew(cloud, secret, secret.rotation.next):
                break


def _finish(cloud: Cloud, region: SsmRegion, flow: Flow) -> None:
    secret = region.secrets.get(flow.secret)
    if secret is None:
        return
    if flow.rotates:
        _renew(cloud, secret, flow.done_at)
    elif secret.status is Status.CREATING:
        is_made = _renew(cloud, secret, flow.done_at)
        secret.status = Status.ENABLED if is_made else Status.FAILED


def _renew(cloud: Cloud, secret: Secret, moment: float) -> bool:
    """Give a product's secret a new account and password; the one before stays as an older version.

    Nothing is renewed while the key of the secret is off.
    """
    if secret.product is None or secret.key.state is not KeyState.ENABLED:
        return False
    number = sum(1 for version in secret.versions if version != CURRENT) + 1
    account = f"{secret.product.prefix}_{cloud.ids.lower(4)}"
    value = msgspec.json.encode({"UserName": account, "Password": cloud.ids.text(_PASSWORD)})
    for version in (f"v{number}", CURRENT):
        secret.keep(version, value, moment).account = account
    secret.rotation.latest = moment
    return True
