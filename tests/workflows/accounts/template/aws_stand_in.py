"""Stands in for AWS's command line where it is not installed: one call by its names, through boto3."""

import json
import os
import sys
from collections.abc import Iterator
from functools import reduce
from operator import getitem

import boto3


def pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield options with their values."""
    for option, value in zip(words[::2], words[1::2], strict=True):
        yield option.removeprefix("--"), value


def main() -> None:
    """Make the call that the command line names, and print what is asked for of the answer."""
    service, operation, *words = sys.argv[1:]
    options = dict(pairs(words))
    query, output = options.pop("query", None), options.pop("output", "json")
    named = {"".join(map(str.capitalize, name.split("-"))): value for name, value in options.items()}
    client = boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=os.environ["STAND_IN_ENDPOINT"],
        aws_access_key_id="AKIA" + "A" * 16,
        aws_secret_access_key="made-up",
    )
    answer = getattr(client, operation.replace("-", "_"))(**named)
    found = reduce(getitem, query.split("."), answer) if query else answer
    sys.stdout.write(f"{found if output == 'text' else json.dumps(found, default=str)}\n")


if __name__ == "__main__":
    main()
