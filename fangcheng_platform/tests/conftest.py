import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fangcheng_platform.demo_environment import DEMO, DEMO_VALUES
from fangcheng_platform.embedded.instance import Instance
from fangcheng_platform.embedded.services import PROVIDED_VARIABLES


@contextmanager
def directory_open_to_all() -> Iterator[Path]:
    """pytest's own directories are closed to the user that root lends to PostgreSQL."""
    directory = Path(tempfile.mkdtemp(prefix="fangcheng-test-")).resolve()
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def open_directory() -> Iterator[Path]:
    with directory_open_to_all() as directory:
        yield directory


@pytest.fixture
def fresh_instance(open_directory: Path) -> Instance:
    """An instance without data, for a test that spoils them."""
    return throwaway_instance(open_directory)


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """An instance that keeps its data through a module's tests; no test leaves a server running."""
    with directory_open_to_all() as directory:
        yield throwaway_instance(directory)


def throwaway_instance(directory: Path) -> Instance:
    """What stands for /var/lib goes with the directory; it is used where the tests' own checkout is closed."""
    return Instance(directory=directory / "var" / "trial", is_throwaway=True, system_directory=directory)


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests themselves run beside embedded services; what is under test must not see those."""
    for name in (*PROVIDED_VARIABLES, DEMO, *DEMO_VALUES):
        monkeypatch.delenv(name, raising=False)
