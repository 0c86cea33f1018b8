from .file import File, sha256_of
from .job import Job
from .table_import import ImportedRecord, ImportMemory, TableImport

__all__ = ["File", "ImportMemory", "ImportedRecord", "Job", "TableImport", "sha256_of"]
