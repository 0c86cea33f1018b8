"""Time and levels: pure functions over integers, with no framework and no clock.

Instants are integer UTC seconds (milliseconds where a calendar was compiled with ``scale=1000``),
spans are half-open ``[start, end)``, and no float is on the way to a level.
"""
