"""Property tests here run compiled functions: no deadline (the first call compiles), the same examples every time."""

from hypothesis import settings

settings.register_profile("coverage", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("coverage")
