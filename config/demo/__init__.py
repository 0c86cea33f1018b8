"""The demo: a made-up provider, its customers and a year of their history, told up to this minute.

Everything is invented. It exists so that a newcomer sees the product at work, and so that every
page has something to show; it is made through the same verbs that people and tools use.
"""
