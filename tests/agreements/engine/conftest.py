"""Property tests of the engine are judged by what they find, not by how long an example takes."""

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
