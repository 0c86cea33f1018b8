from .file import File, sha256_of
from .job import Job

__all__ = ["File", "Job", "sha256_of"]
