"""Cloud Load Balancer: load balancers and their addresses (version 2018-03-17)."""
