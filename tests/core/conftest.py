"""Property tests of the core take as long as the machine does: no deadline on a single example."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
