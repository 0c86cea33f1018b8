"""What the person in front of the terminal sees while things start."""

import contextlib
import sys
import time
from types import TracebackType


def say(text: str = "") -> None:
    """Print a line; a terminal that has gone away must not stop the shutdown."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


class Step:
    """A line for something that takes a moment, with the seconds it took.

    `tick()` may be called while waiting: on a terminal the seconds then count. `result` may say at
    the end what came out of it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.result = ""
        self._shown_seconds = 0

    def __enter__(self) -> "Step":
        self._began = time.monotonic()
        self._live = sys.stdout.isatty()
        self._write(f"  {self.text} …")
        return self

    def tick(self) -> None:
        """Show that it still goes on."""
        seconds = int(time.monotonic() - self._began)
        if self._live and seconds > self._shown_seconds:
            self._shown_seconds = seconds
            self._write(f"\r  {self.text} … {seconds} s")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._write("\n")
            return
        seconds = time.monotonic() - self._began
        result = f" {self.result}," if self.result else ""
        start = f"\r\033[K  {self.text} …" if self._live else ""
        self._write(f"{start}{result} {seconds:.1f} s\n")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write(text)
            sys.stdout.flush()
