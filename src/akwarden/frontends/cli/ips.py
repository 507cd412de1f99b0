"""`akwarden ips`: where calls come from, our own addresses, and what people say of addresses and networks."""

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import click

from akwarden.frontends.cli.lake_opened import lake_if_any, opened_lake
from akwarden.frontends.cli.listing import Columns, asked, list_options, tell, write
from akwarden.frontends.cli.note_output import saving, tell_saved, write_import
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import open_output, output_options
from akwarden.model.address_row import AddressPage, AddressRow, AddressType
from akwarden.model.address_use import AddressUse
from akwarden.model.note import NoteField
from akwarden.model.source_ip_row import SourceIpRow
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.workflows.keys.addresses import UseOf, address_page
from akwarden.workflows.keys.listing import list_addresses
from akwarden.workflows.notes.importing import NETWORKS
from akwarden.workflows.notes.saving import say_of_network

if TYPE_CHECKING:  # it takes longer to import than the help of a command may
    from akwarden.store.lake.lake import Lake

_EMPTY = (
    "There are no addresses yet. akwarden sync reads those of accounts; akwarden ips import takes those of "
    "offices, VPNs and partners from a CSV file."
)
_NO_CALLS = (
    "There are no audit records yet. akwarden audit import takes files of them, and akwarden audit pull asks "
    "the clouds of your accounts."
)
_WORDS = {
    AddressType.OWN: "an address of ours, in a cloud account",
    AddressType.OFFICE: "an office of ours",
    AddressType.VPN: "a VPN of ours",
    AddressType.PARTNER: "a partner",
    AddressType.OTHER: "a network that was named as ours",
    AddressType.PRIVATE: "a private address: it stays inside a network and does not tell whose",
    AddressType.LOOPBACK: "the machine itself",
    AddressType.RESERVED: "reserved: no machine on the internet has it",
    AddressType.UNKNOWN: "not known: on the internet, and nobody named it",
}


def _shown(network: str) -> str:
    """Return a network as people write it: a single address without its prefix."""
    return network.removesuffix("/32" if "." in network else "/128")


def _remark(row: AddressRow) -> str | None:
    """Return the remark, or the one that is suggested, told apart."""
    if row.remark:
        return row.remark
    return f"({row.suggested_remark}?)" if row.suggested_remark else None


_COLUMNS: Columns[AddressRow] = Columns(
    values={
        **{name: attrgetter(name) for name in AddressRow.__struct_fields__},
        "ip": lambda row: _shown(row.network),
        "remark_or_label": _remark,
    },
    in_text=("ip", "type", "kind", "resource", "account_name", "region", "owner", "remark_or_label"),
    in_csv=AddressRow.__struct_fields__,
)
_SEEN_COLUMNS: Columns[SourceIpRow] = Columns(
    values={
        **{name: attrgetter(name) for name in SourceIpRow.__struct_fields__},
        "network": lambda row: " ".join(word for word in (row.ip_country, row.ip_org) if word),
        "remark_or_owner": lambda row: row.remark or row.owner,
    },
    in_text=(
        "source_ip",
        "trust",
        "type",
        "network",
        "keys",
        "calls",
        "failed",
        "alarms",
        "first_at",
        "last_at",
        "remark_or_owner",
    ),
    # The bars of the last hours are no value of a cell.
    in_csv=tuple(name for name in SourceIpRow.__struct_fields__ if name != "spark"),
)
_address = click.argument("address", metavar="IP|CIDR")
_dry_run = click.option("--dry-run", is_flag=True, help="Only show what would change.")


@click.group(
    epilog="\b\nExamples:\n  akwarden ips list --where 'type:hosting last<30d'"
    "\n  akwarden ips show 203.0.113.9"
)
def ips() -> None:
    """List where calls come from and our own addresses, tell whose one is, and say what it is for."""


@ips.command(
    "list",
    short_help="List the addresses that calls came from.",
    epilog="\b\nExamples:\n  akwarden ips list --where 'trust:unknown alarms>0'"
    "\n  akwarden ips list --where 'type:cloud,hosting remark:none' --sort keys",
)
@click.option("--key", metavar="ID", help="Count only the calls of this key, by its whole id.")
@list_options(rows="addresses", query="trust:unknown last<30d")
def list_them(key: str | None, **given: Any) -> None:
    """List the addresses that calls came from, the latest first, with what is known of each.

    The query is that of the console. A country is what packaged data says: sources disagree.
    """
    names = _SEEN_COLUMNS.chosen(given["columns"], given["form"])
    with opened_lake() as (state, lake, _):
        from akwarden.workflows.usage.following import follow  # noqa: PLC0415  slow
        from akwarden.workflows.usage.source_ips import list_source_ips  # noqa: PLC0415  slow

        wanted = asked(given)
        follow(state, lake, wanted.now)
        with state.reading() as connection:
            listing = list_source_ips(connection, wanted, key)
            with open_output(given["output"]) as stream:
                write(stream, listing, given["form"], (_SEEN_COLUMNS, names), row=lambda row: row)
    tell(listing, "source address", where=given["where"], empty=_NO_CALLS)


@ips.command(
    "own",
    short_help="List our own addresses.",
    epilog="\b\nExamples:\n  akwarden ips own --where 'account:prod kind:eip'"
    "\n  akwarden ips own --where ip:10.0.0.0/8 --format csv",
)
@list_options(rows="addresses", query="type:own account:prod")
def list_own(**given: Any) -> None:
    """List the addresses of machines in accounts, and those of offices, VPNs and partners."""
    names = _COLUMNS.chosen(given["columns"], given["form"])
    with opened_state() as state, state.reading() as connection:
        listing = list_addresses(connection, asked(given))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (_COLUMNS, names), row=lambda row: row)
    tell(listing, "address", where=given["where"], empty=_EMPTY)


@ips.command(short_help="Tell whose an address is.", epilog="\b\nExample:\n  akwarden ips show 203.0.113.9")
@_address
@output_options("text", "json")
def show(address: str, form: str, output: str | None) -> None:
    """Tell which of our networks IP or CIDR lies in, or what else is known of it."""
    with (
        opened_state() as state,
        state.reading() as connection,
        lake_if_any(state, connection) as lake,
    ):
        page = address_page(connection, address, _use_of(lake))
    with open_output(output) as stream:
        stream.writelines(f"{line}\n" for line in ([encode(page)] if form == "json" else _text(page)))


def _use_of(lake: "Lake | None") -> UseOf | None:
    """Return what says what was called from a network, where there are audit records."""
    if lake is None:
        return None
    from akwarden.workflows.events.address_use import address_use  # noqa: PLC0415  slow
    from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

    return lambda network: address_use(events_of(lake), network)


def _text(page: AddressPage) -> Iterator[str]:
    yield f"{_shown(page.address)}: {_WORDS[page.type]}"
    if page.owner:
        yield visible(f"Owner: {page.owner}")
    if page.remark:
        yield visible(f"Remark: {page.remark}")
    for row in page.own:
        place = ", ".join(one for one in (row.account_name, row.region) if one)
        label = f" {row.label!r}" if row.label and row.label != row.resource else ""
        where = f" in {place}" if place else ""
        owner = f", owner {row.owner}" if row.owner and row.network != page.address else ""
        remark = f": {row.remark}" if row.remark and row.network != page.address else ""
        yield visible(f"  in {_shown(row.network)}, {row.kind} {row.resource}{label}{where}{owner}{remark}")
        if row.suggested_remark and row.network == page.address and not page.remark:
            yield visible(
                f'Suggested remark: akwarden ips remark {_shown(page.address)} "{row.suggested_remark}"'
            )
    if page.use is not None:
        yield from _used(page.use)


def _used(use: AddressUse) -> Iterator[str]:
    """Yield what was called from there."""
    if not use.calls:
        yield "No call came from there, as far as audit records go."
        return
    many = f", from {use.addresses:,} addresses" if use.addresses > 1 else ""
    yield f"{counted(use.calls, 'call')}, {use.failed:,} failed{many}"
    yield from ("", "Keys used there:")
    for one in use.keys:
        where = f" from {one.source_ip}" if use.addresses > 1 else ""
        last = f", last {one.last_at:%Y-%m-%d %H:%M} UTC" if one.last_at else ""
        who = one.key_id or "(no key)"
        yield visible(
            f"  {who} in {one.account or 'an unknown account'}{where}: {counted(one.calls, 'call')}{last}"
        )
    yield from ("", "Called most:")
    for api in use.apis:
        yield visible(f"  {api.service}:{api.action}: {counted(api.calls, 'call')}, {api.failed:,} failed")


@ips.command(
    short_help="Say what an address is for.",
    epilog='\b\nExamples:\n  akwarden ips remark 203.0.113.9 "Jump host"'
    '\n  akwarden ips remark 203.0.113.0/24 ""',
)
@_address
@click.argument("text", metavar="TEXT")
@_dry_run
def remark(address: str, text: str, *, dry_run: bool) -> None:
    """Let TEXT, up to 200 characters, be the remark of IP or CIDR; an empty one clears."""
    with opened_state() as state:
        tell_saved(say_of_network(state, address, NoteField.REMARK, [text], saving(dry_run=dry_run)))


@ips.command(
    short_help="Say who answers for an address.",
    epilog="\b\nExample:\n  akwarden ips owner 203.0.113.9 team-net",
)
@_address
@click.argument("name", metavar="NAME")
@_dry_run
def owner(address: str, name: str, *, dry_run: bool) -> None:
    """Let NAME, a person or a team, answer for IP or CIDR; an empty one clears."""
    with opened_state() as state:
        tell_saved(say_of_network(state, address, NoteField.OWNER, [name], saving(dry_run=dry_run)))


@ips.command(
    "import",
    short_help="Take networks of ours from a CSV file.",
    epilog="\b\nExamples:\n  akwarden ips import offices.csv          (shows what would change)"
    "\n  akwarden ips import offices.csv --yes",
)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@click.option("--yes", is_flag=True, help="Make the changes; without it, they are only shown.")
@output_options("text", "json", "jsonl")
def import_(file: str, form: str, output: str | None, *, yes: bool) -> None:
    """Show what FILE would change, or with --yes change it: all lines or none.

    Its first line names the columns: network and kind (office, vpn, partner or other; none takes it
    away), and of label, remark and owner those that it sets.
    """
    with opened_state() as state:
        write_import(state, file, NETWORKS, yes=yes, form=form, output=output)
