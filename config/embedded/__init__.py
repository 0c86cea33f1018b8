"""PostgreSQL inside the checkout: found, initialised, started, recovered and stopped.

Standard library only, so that it can be used before Django is set up. Nothing here starts a server
at import: `database_url` computes, `Server` acts.
"""

from config.embedded.address import database_url, socket_folder
from config.embedded.errors import CannotStart
from config.embedded.server import Server

__all__ = ["CannotStart", "Server", "database_url", "socket_folder"]
