"""The shipped study, catalogue and their assembly, read once for all tests here."""

import pytest
from hypothesis import settings

from pavise.assemble.names import Keys
from pavise.assemble.sample import Sampler
from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import Library, load_library
from pavise.scenario.study import Study, load_study

settings.register_profile("assemble", deadline=None, derandomize=True)
settings.load_profile("assemble")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study("turkey-s400")


@pytest.fixture(scope="session")
def assembly(study: Study, library: Library) -> Assembly:
    return assemble_study(study, library, worlds=16)


@pytest.fixture
def sampler(library: Library) -> Sampler:
    return Sampler(library, Keys(), seed=7, worlds=40)
