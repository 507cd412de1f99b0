"""Virtual Private Cloud: elastic addresses and NAT gateways (version 2017-03-12)."""
