"""Property tests here run compiled functions: no deadline (the first call compiles), the same examples every time."""

from hypothesis import settings

settings.register_profile("kernels", deadline=None, derandomize=True)
settings.load_profile("kernels")
