"""Faults put in on purpose: a server, a file, a folder or a signal that misbehaves, and what is lost.

A module of faults has ``FAULTS``, a tuple of :class:`~benchmarks.faults.table.Fault`; its name goes
into ``table.MODULES``.
"""
