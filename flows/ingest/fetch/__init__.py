"""Fetch: feeds and pages of the web, politely and within bounds, into files that ingest reads like any others.

`addresses.split` tells which sources are addresses, `gather.gather` fetches what is new there into a round (`rounds`), and
`rounds.settle` remembers it once the release is visible. A run that is killed in between finds the round again and fetches
nothing of it a second time. Only `gather` needs the HTTP library, so that those who only read do not load it.
"""
