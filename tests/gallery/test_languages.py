"""A gallery in several languages: an edition for each, with the same names, that lead together."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import nnviz_concepts
import pytest

import nnviz as nnviz_package
from nnviz.errors import UsageError
from nnviz.gallery import Settings, build, check, editions
from nnviz.host.catalog import Catalog
from nnviz.language import Language, speaking

LEAN = ("svg", "pdf", "animations", "data", "notebook", "questions")
ENGLISH, KOREAN = Language(), Language("ko")
BOTH = Settings(without=LEAN, languages=(ENGLISH, KOREAN))


@pytest.fixture(scope="module")
def twice(catalog: Callable[..., Catalog], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twice") / "gallery"
    make(catalog("decay"), folder, BOTH)
    return folder


def make(catalog: Catalog, folder: Path, settings: Settings) -> None:
    for language, place in editions(folder, settings):
        with speaking(language):
            build(catalog, place, settings)


def wrong(catalog: Catalog, folder: Path, settings: Settings) -> list[str]:
    found = []
    for language, place in editions(folder, settings):
        with speaking(language):
            found += check(catalog, place, settings)
    return found


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_each_edition_speaks_its_language_under_the_same_names(twice: Path) -> None:
    here, there = ({p.name for p in (twice / way / "decay").iterdir()} for way in ("", "ko"))
    assert here == there
    assert '<html lang="en">' in text(twice / "decay" / "index.html")
    korean = text(twice / "ko" / "decay" / "index.html")
    assert '<html lang="ko">' in korean
    assert '<h2 id="claims-title">주장</h2>' in korean
    assert "0 초과, 1 미만" in korean  # greater than 0 and less than 1


@pytest.mark.parametrize("page", ["index.html", "decay/index.html"])
@pytest.mark.parametrize(("edition", "other"), [("", "ko"), ("ko", "")])
def test_a_page_leads_to_the_same_in_the_other(
    twice: Path, page: str, edition: str, other: str
) -> None:
    path = twice / edition / page
    (link,) = re.findall(r'<a lang="\w+" hreflang="\w+" href="([^"]+)"', text(path))
    assert (path.parent / link).resolve() == (twice / other / page).resolve()


def test_both_are_checked_and_an_edition_goes_with_its_language(
    catalog: Callable[..., Catalog], twice: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "gallery"
    make(catalog("decay"), folder, BOTH)
    assert wrong(catalog("decay"), folder, BOTH) == []
    (folder / "ko" / "decay" / "index.html").write_text("edited", encoding="utf-8")
    assert wrong(catalog("decay"), folder, BOTH) == ["decay/index.html must be written again."]
    alone = Settings(without=LEAN)
    assert "ko has an edition and no language any more." in wrong(catalog("decay"), folder, alone)
    make(catalog("decay"), folder, alone)
    assert not (folder / "ko").exists()
    assert (folder / "decay").is_dir()


def test_a_language_is_spoken_once() -> None:
    with pytest.raises(UsageError, match="each language once; got ko, ko"):
        Settings(languages=(KOREAN, KOREAN))


@pytest.fixture(scope="module")
def site(twice: Path) -> Path:
    """What `visit` opens."""
    return twice


@pytest.mark.slow
def test_the_switch_keeps_the_state(visit: Callable[..., Any]) -> None:
    page = visit("decay/index.html#beta=0.99")
    page.wait_for_selector(".stage[data-shown='beta=0.99']")
    page.get_by_role("link", name="한국어").click()
    page.wait_for_selector("html[lang=ko] .stage[data-shown='beta=0.99']")
    assert "/ko/decay/index.html#beta=0.99" in page.url


def test_english_is_the_same_bytes_in_any_locale_and_without_the_other_languages(
    nnviz: Callable[..., CompletedProcess[str]],
    digests: Callable[[Path], dict[str, str]],
    tmp_path: Path,
) -> None:
    alone = tmp_path / "alone"
    for package in (nnviz_package.__file__, nnviz_concepts.__file__):
        home = Path(str(package)).parent
        shutil.copytree(
            home, alone / home.name, ignore=shutil.ignore_patterns("*.po", "__pycache__")
        )
    words = [word for part in LEAN if part != "svg" for word in ("--without", part)]
    made = []
    for name, path, locale in (("c", (), "C"), ("k", (), "ko_KR.UTF-8"), ("a", (alone,), "C")):
        done = nnviz(
            *("gallery", name, "--only", "learning-rate", *words),
            path=path, cwd=tmp_path, LANG=locale, LC_ALL=locale,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        made.append(digests(tmp_path / name))
    assert len(made[0]) > 10
    assert made[0] == made[1]
    assert made[0] == made[2]
