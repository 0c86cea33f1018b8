from .file import File, sha256_of
from .job import Job
from .table_import import ImportMemory, TableImport

__all__ = ["File", "ImportMemory", "Job", "TableImport", "sha256_of"]
