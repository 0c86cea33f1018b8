"""Whether a text was changed by somebody else while one was writing."""

from hashlib import sha256


def tidy(text: str) -> str:
    """The text with plain line ends, as it is kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def token(*texts: str) -> str:
    """What a form remembers of the texts that it began with."""
    return sha256("\0".join(tidy(text) for text in texts).encode()).hexdigest()[:32]


def collides(*, stored: str, read: str, typed: str) -> bool:
    """Whether to keep `typed` would undo what another wrote; all three are tokens.

    It would where the stored text is not the one that was read, and what was typed is neither what
    was read (then nothing was changed here) nor what is stored (then both wrote the same).
    """
    return read not in (stored, typed) and typed != stored
