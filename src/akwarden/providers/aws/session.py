"""A session of botocore that nothing on this machine steers but what it is given.

botocore reads settings from the environment, from the files in `~/.aws`, and models of services from there;
each could send calls elsewhere or with other keys. Here all of them stand at their defaults. What stays as
the environment says: proxies (HTTPS_PROXY) and the certificates to trust (AWS_CA_BUNDLE).
"""

import os
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.configprovider import (
    BOTOCORE_DEFAUT_SESSION_VARIABLES,
    ConfigValueStore,
    ConstantProvider,
    EnvironmentProvider,
)
from botocore.handlers import json_decode_policies
from botocore.loaders import Loader
from botocore.session import Session
from botocore.utils import parse_timestamp

from akwarden.model.credential import Credential
from akwarden.model.verification import CLIENT

_CONNECT_SECONDS = 10
_READ_SECONDS = 30
_CONNECTIONS = 16
_FIXED = {
    "config_file": os.devnull,
    "credentials_file": os.devnull,
    "ignore_configured_endpoint_urls": True,
    "sts_regional_endpoints": "regional",
}


def new_session() -> Session:
    """Return a session that takes over nothing of whoever runs the program."""
    session = Session()
    defaults = {name: default for name, (_, _, default, _) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()}
    values = {name: ConstantProvider(value) for name, value in {**defaults, **_FIXED}.items()}
    values["ca_bundle"] = EnvironmentProvider("AWS_CA_BUNDLE", os.environ)
    session.register_component("config_store", ConfigValueStore(values))
    session.register_component("data_loader", _models())
    times = session.get_component("response_parser_factory")
    times.set_parser_defaults(timestamp_parser=_utc)
    # It parses documents with the recursion of Python, which a deep one of a stranger breaks.
    session.unregister("after-call.iam", json_decode_policies)
    return session


@cache
def _models() -> Loader:
    """Return the models of services that botocore brings: for all accounts, since that of EC2 is large."""
    return Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)


def _utc(value: Any) -> datetime:
    """Return a time of an answer in UTC, not in the zone of this machine."""
    time: datetime = parse_timestamp(value)
    return time.astimezone(UTC)


def new_client(
    session: Session, service: str, region: str, *, credential: Credential, endpoint: str | None
) -> Any:
    """Return a client of botocore for one service and region, which tries each call once."""
    token = credential.token
    return session.create_client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=credential.key_id,
        aws_secret_access_key=credential.secret.reveal().decode("ascii"),
        aws_session_token=token.reveal().decode("ascii") if token else None,
        config=Config(
            retries={"total_max_attempts": 1, "mode": "standard"},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            max_pool_connections=_CONNECTIONS,
            user_agent_extra=CLIENT,
            parameter_validation=True,
        ),
    )
