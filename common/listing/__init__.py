"""The list pattern: filter and order in the address, pages, export of what is shown."""

from common.listing.columns import Chip, Column, Empty
from common.listing.page import ListPage

__all__ = ["Chip", "Column", "Empty", "ListPage"]
