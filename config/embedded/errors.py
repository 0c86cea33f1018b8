"""What the embedded server says when it cannot start."""


class CannotStart(Exception):
    """The server cannot start; the message says why and what to do about it."""


def explain(output: str) -> str:
    """The cure for a known complaint of PostgreSQL in `output`, or its last lines."""
    lowered = output.lower()
    if "no space left on device" in lowered or "disk quota exceeded" in lowered:
        return "The disk is full. Free some space and start again; nothing was lost."
    if "could not look up effective user id" in lowered:
        return (
            "This account has no entry in /etc/passwd, and PostgreSQL refuses to run under it. "
            "Start as an ordinary user, or set DATABASE_URL to a server of your own."
        )
    if "read-only file system" in lowered:
        return "The folder is on a read-only file system. Put the checkout where it may be written."
    if "cannot allocate memory" in lowered or "could not map anonymous shared memory" in lowered:
        return "There is not enough memory for the database. Stop something else and start again."
    lines = [line for line in output.strip().splitlines() if line.strip()]
    return "It said:\n" + "\n".join(f"    {line}" for line in lines[-12:])
