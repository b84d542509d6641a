"""Alerts about the drug supply: drafted by a trigger or by hand, approved, published, ended.

A room of its own on the bench’s samples. No alert can hold anything that points to a person:
`anonymity` reads every free text before it is written down.
"""
