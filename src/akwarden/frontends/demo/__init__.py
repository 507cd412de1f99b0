"""What the demo is made of: a company at two emulated clouds, its calls, its leaks, and what people said.

`preparing` brings all of it into a home of its own, stage by stage, through the same code that reads real
clouds; `living` lets it go on while somebody looks.
"""
