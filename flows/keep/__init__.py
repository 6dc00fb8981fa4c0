"""Keeping what was published: comparing, pruning and pinning releases, taking an article out of them, editions, and a check-up."""
