"""Measures what the product costs, and fills a database with what there is to measure."""
