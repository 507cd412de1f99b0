"""`akwarden accounts template`: what an account needs so that akwarden can read it."""

import secrets

import click
import msgspec

from akwarden.frontends.cli.output import note, open_output
from akwarden.model.account import AccountSite
from akwarden.providers.inventory import Purpose
from akwarden.providers.provider import Provider
from akwarden.providers.registry import PROVIDERS, load
from akwarden.workflows.accounts.sheet import read_site
from akwarden.workflows.accounts.template.checking import new_external_id
from akwarden.workflows.accounts.template.making import make
from akwarden.workflows.accounts.template.permissions import enters_any
from akwarden.workflows.accounts.template.wanted import ALWAYS, OPTIONAL, ROLE_NAME, Kind, Wanted

_EXAMPLES = """\b
Examples:
  akwarden accounts template tencent
  akwarden accounts template tencent --without functions -o policy.json
  akwarden accounts template tencent --kind tccli --trust 100000000001 > make-role.sh
  akwarden accounts template aws --kind cloudformation --trust 123456789012 -o role.yml
  akwarden accounts template aws --organization
"""


@click.command("template", short_help="Print the policy or role that an account needs.", epilog=_EXAMPLES)
@click.argument("provider", type=click.Choice(PROVIDERS))
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in Kind]),
    default=str(Kind.POLICY),
    show_default=True,
    help="What is made.",
)
@click.option("--trust", metavar="ACCOUNT", help="The number of the account that may take the role.")
@click.option("--external-id", metavar="TEXT", help="What it has to know for it; made at random without it.")
@click.option(
    "--role-name",
    default=ROLE_NAME,
    show_default=True,
    metavar="NAME",
    help="What the role is called, here or in each member.",
)
@click.option(
    "--organization", is_flag=True, help="Also list the members of an organisation, and enter them."
)
@click.option(
    "--member",
    "members",
    multiple=True,
    metavar="ACCOUNT",
    help="An account that is entered by its role. May be repeated.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice([str(purpose) for purpose in OPTIONAL]),
    help="Leave out what is needed to see these. May be repeated.",
)
@click.option("--site", type=click.Choice([str(site) for site in AccountSite]), help="Site or partition.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the template to FILE and not to standard output.",
)
def template(  # noqa: PLR0917  click hands them over by name
    provider: str,
    kind: str,
    trust: str | None,
    external_id: str | None,
    role_name: str,
    organization: bool,  # noqa: FBT001  click's way
    members: tuple[str, ...],
    without: tuple[str, ...],
    site: str | None,
    output: str | None,
) -> None:
    """Print what PROVIDER needs so that an account can be read, and nothing changed in it.

    The policy allows the calls that akwarden makes and no other. Attach it to an identity that has a key; or
    make a role, which an identity of another account takes. Nothing is sent anywhere.
    """
    cloud = load(provider)
    wanted = Wanted(
        kind=Kind(kind),
        site=read_site(provider, site),
        purposes=_purposes(without, organization=organization),
        role_name=role_name,
        trust=trust,
        external_id=external_id,
        members=members,
    )
    if wanted.kind is not Kind.POLICY and external_id is None:
        wanted = msgspec.structs.replace(wanted, external_id=new_external_id(secrets.token_urlsafe))
    text = make(cloud, wanted)
    with open_output(output) as stream:
        stream.write(text)
    _tell(cloud, wanted)


def _purposes(without: tuple[str, ...], *, organization: bool) -> frozenset[Purpose]:
    """Return what is to be seen."""
    seen = ALWAYS | {purpose for purpose in OPTIONAL if purpose not in without}
    return seen | {Purpose.ORGANIZATION} if organization else seen


def _tell(cloud: Provider, wanted: Wanted) -> None:
    """Say what comes next, and what the template can't say for itself."""
    if wanted.kind is Kind.POLICY:
        if enters_any(cloud, wanted):
            note(
                "The policy allows to take any role that trusts its holder. "
                "Name the members, each with --member, to allow theirs alone."
            )
        return
    arn = cloud.role_arn("NUMBER", wanted.role_name, wanted.site)
    site = "" if wanted.site is cloud.sites[0] else f" --site {wanted.site}"
    note(f"External id: {wanted.external_id} (keep it; it is no secret)")
    note(
        "When the role is there, with the number of its account in the place of NUMBER: "
        f"akwarden accounts add {cloud.name} NAME --from role:{arn} --external-id {wanted.external_id}{site}"
    )
