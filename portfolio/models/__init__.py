from .improvement import Improvement, Milestone

__all__ = ["Improvement", "Milestone"]
