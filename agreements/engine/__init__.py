"""Promises against levels: terms, budgets, verdicts, breach instants and credits, all exact.

Pure functions; they build on the engine of ``slm``, which does not know them.
"""
