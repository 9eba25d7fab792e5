import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nnviz.gallery import Report, build
from nnviz.host.catalog import Catalog

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture(scope="session", autouse=True)
def no_plugins_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNVIZ_PLUGINS", str(tmp_path_factory.mktemp("no-plugins")))
        yield


@pytest.fixture(scope="session")
def catalog() -> Callable[..., Catalog]:
    """A catalog of test plugins alone, by the names of their files."""

    def make(*names: str | Path) -> Catalog:
        files = [name if isinstance(name, Path) else PLUGINS / f"{name}.py" for name in names]
        return Catalog(files=files, blocked=("nnviz",))

    return make


@pytest.fixture(scope="session")
def built(
    catalog: Callable[..., Catalog], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report]:
    """A gallery of two concepts, which no test may change, and the report of its making."""
    folder = tmp_path_factory.mktemp("built") / "gallery"
    return folder, build(catalog("decay", "growth"), folder)


@pytest.fixture(scope="session")
def digests() -> Callable[[Path], dict[str, str]]:
    """The SHA-256 of every file under a folder, by its path there."""

    def of(folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return of
