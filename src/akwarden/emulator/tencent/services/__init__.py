"""The actions, one package a service; each function is registered by `serve` and takes a `Call`."""
