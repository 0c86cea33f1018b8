from .contact import Contact
from .customer import SEE_ALL, Customer
from .grant import Grant, TokenScope

__all__ = ["SEE_ALL", "Contact", "Customer", "Grant", "TokenScope"]
