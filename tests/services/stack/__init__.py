"""The product as an installation runs it, with one more kind of job for the tests."""
