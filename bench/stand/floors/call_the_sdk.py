"""The floor of a sync: the official SDK makes as many calls as asked for, and does nothing with the answers.

Takes the address of an emulator, the number of calls and how many threads make them. The call is
ListAccessKeys, which a sync makes once a user; each thread has a client of its own, as the SDK wants it.
"""

import os
import sys
import threading

from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile


def main() -> None:
    """Make the calls."""
    address, calls, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    workers = [threading.Thread(target=_call, args=(address, calls // threads)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _call(address: str, calls: int) -> None:
    credential = Credential(os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"])
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=address, keepAlive=True))
    client = CommonClient("cam", "2019-01-16", credential, "ap-guangzhou", profile)
    for _ in range(calls):
        client.call_json("ListAccessKeys", {})


if __name__ == "__main__":
    main()
