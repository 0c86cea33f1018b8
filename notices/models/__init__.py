from .delivery import Channel, Delivery
from .notice import Notice, Severity
from .subscription import Subscription

__all__ = ["Channel", "Delivery", "Notice", "Severity", "Subscription"]
