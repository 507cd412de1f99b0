"""Who may use the demo: an administrator, an analyst, an analyst for payments alone, and somebody who looks.

No password of the demo is kept anywhere: whoever wants to come in gets a link, or has a password made for
this run.
"""

import secrets
from typing import Final

from akwarden.errors import AccessError
from akwarden.frontends.demo.scene import ACTOR, Scene, Tell
from akwarden.model.person import Grant, Role
from akwarden.model.secret import Secret
from akwarden.query.tree import Holder
from akwarden.workflows.access import people
from akwarden.workflows.access.account_groups import set_group
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.links import Chosen, follow
from akwarden.workflows.access.people import Invitation

ADMIN: Final = "demo"
ANALYST: Final = "chen.jing"
VIEWER: Final = "liu.yang"
OF_GROUP: Final = "zhou.tao"
"""Who may work on the accounts of payments alone."""
GROUP: Final = "payments"
_ACCOUNTS: Final = ("acme-pay",)
_INVITED: Final = (
    Invitation(login=ADMIN, name="Demo", grants=(Grant(Role.ADMIN),)),
    Invitation(login=ANALYST, name="陈静 Chen Jing", grants=(Grant(Role.ANALYST),)),
    Invitation(login=VIEWER, name="刘洋 Liu Yang", grants=(Grant(Role.VIEWER),)),
    Invitation(login=OF_GROUP, name="周涛 Zhou Tao", grants=(Grant(Role.ANALYST, GROUP),)),
)


def add(scene: Scene, tell: Tell) -> None:
    """Add the people, and the group of accounts that one of them may work on."""
    acting = Acting(actor=ACTOR, now=scene.now())
    holders = [Holder("tencent", str(scene.company.tencent_account(name).uin)) for name in _ACCOUNTS]
    set_group(scene.state, GROUP, holders, acting)
    known = {one.login for one in people.people(scene.state)}
    for invitation in _INVITED:
        if invitation.login not in known:
            people.invite(scene.state, invitation, acting)
    tell("people added")


def link_of(scene: Scene, login: str = ADMIN) -> Secret | None:
    """Return a new link by which somebody comes in once; None where there is nobody of the name any more."""
    try:
        return people.new_link(scene.state, login, Acting(actor=ACTOR, now=scene.now())).link
    except AccessError:
        return None


def password_of(scene: Scene, login: str) -> Secret:
    """Return a password that was made just now and works from now on; raises AccessError for nobody."""
    acting = Acting(actor=ACTOR, now=scene.now())
    link = people.new_link(scene.state, login, acting).link
    password = Secret(secrets.token_urlsafe(18).encode())
    coming = Coming(address="127.0.0.1", agent="akwarden demo", now=scene.now())
    follow(scene.state, link.reveal().decode(), Chosen(password), coming)
    return password
