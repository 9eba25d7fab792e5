import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.gallery import Settings, build, check, plan
from nnviz.gallery.inputs import versions

PLUGINS = Path(__file__).parent / "plugins"

CONCEPT = '''
from nnviz import Concept, parameter


class Tiny(Concept):
    """It is tiny."""

    length: int = parameter(3, "its length", ge=1)

    def compute(self):
        return {"a": self.length}

    def draw(self, result, figure):
        figure.subplots().plot([0, result["a"]])
'''


@pytest.fixture
def plugin(tmp_path):
    path = tmp_path / "tiny.py"
    path.write_text(CONCEPT)
    return path


@pytest.fixture
def gallery(catalog, plugin, tmp_path):
    folder = tmp_path / "gallery"
    assert build(catalog(plugin), folder).made == ["tiny"]
    return folder


def test_a_change_of_the_plugin_s_source_makes_its_page_stale(catalog, plugin, gallery):
    before = (gallery / "tiny" / "figure.png").read_bytes()
    plugin.write_text(CONCEPT.replace("parameter(3", "parameter(4"))
    assert plan(catalog(plugin), gallery, Settings()).reasons == {"tiny": "changed: source"}
    assert build(catalog(plugin), gallery).made == ["tiny"]
    assert (gallery / "tiny" / "figure.png").read_bytes() != before


def test_a_script_that_is_written_changed_or_removed_makes_its_page_stale(catalog, plugin, gallery):
    script = plugin.parent / "scripts" / "tiny.py"
    script.parent.mkdir()
    for change in (
        lambda: script.write_text("print(1)"),
        lambda: script.write_text("print(2)"),
        lambda: script.unlink(),
    ):
        change()
        assert plan(catalog(plugin), gallery, Settings()).reasons == {"tiny": "changed: script"}
        assert build(catalog(plugin), gallery).made == ["tiny"]
        page = (gallery / "tiny" / "index.html").read_text()
        assert (script.is_file() and script.read_text() in page) or "The code" not in page
        assert check(catalog(plugin), gallery) == []


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (Settings(theme="paper"), "changed: theme"),
        (Settings(size="page"), "changed: size"),
        (Settings(theme="paper", size="page"), "changed: theme, size"),
    ],
)
def test_another_look_makes_all_pages_stale(catalog, plugin, gallery, settings, reason):
    assert plan(catalog(plugin), gallery, settings).reasons == {"tiny": reason}


def test_another_library_makes_all_pages_stale(catalog, plugin, gallery, monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0.1")
    versions.cache_clear()  # a process asks but once
    try:
        assert plan(catalog(plugin), gallery, Settings()).reasons == {"tiny": "changed: libraries"}
    finally:
        versions.cache_clear()


def test_another_title_writes_the_pages_and_makes_no_figure(catalog, plugin, gallery):
    report = build(catalog(plugin), gallery, Settings(title="My course"))
    assert report.made == []
    assert "My course" in (gallery / "index.html").read_text()
    assert "My course" in (gallery / "tiny" / "index.html").read_text()


def test_a_dry_plan_touches_nothing(catalog, plugin, tmp_path):
    work = plan(catalog(plugin), tmp_path / "nowhere", Settings())
    assert work.reasons == {"tiny": "new"}
    assert not (tmp_path / "nowhere").exists()


def test_a_gallery_just_made_passes_its_check(catalog, plugin, gallery):
    assert check(catalog(plugin), gallery) == []


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("tiny/figure.svg", "tiny must be made again (edited: figure.svg)."),
        ("tiny/index.html", "tiny/index.html must be written again."),
        ("README.md", "README.md must be written again."),
        ("tiny/concept.json", "tiny must be made again (edited: concept.json)."),
    ],
)
def test_the_check_names_a_file_that_was_changed_and_a_build_mends_it(
    catalog, plugin, gallery, name, complaint
):
    with (gallery / name).open("a") as file:
        file.write(" ")
    assert check(catalog(plugin), gallery) == [complaint]
    build(catalog(plugin), gallery)
    assert check(catalog(plugin), gallery) == []


def test_the_check_names_pages_that_are_stale_missing_or_gone(catalog, plugin, gallery):
    assert check(catalog("growth"), gallery) == [
        "growth must be made again (new).",
        "tiny has a page and is no concept any more.",
    ]


def test_a_build_with_nothing_to_do_imports_nothing_heavy(catalog, plugin, gallery):
    program = (
        "import sys; from pathlib import Path; from nnviz.host.catalog import Catalog;"
        "from nnviz.gallery import build;"
        f"r = build(Catalog([Path({str(plugin)!r})], ['nnviz-teach']), {str(gallery)!r});"
        "assert r.unchanged == ['tiny'], r;"
        "heavy = {'numpy', 'matplotlib', 'jinja2', 'PIL', 'markdown_it', 'nnviz_plugin_tiny'};"
        "print(*sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_a_theme_of_a_plugin_is_used_and_its_change_is_seen(catalog, plugin, tmp_path):
    theme = tmp_path / "ink.py"
    theme.write_text((PLUGINS / "ink.py").read_text())
    settings, folder = Settings(theme="ink"), tmp_path / "gallery"
    assert build(catalog(plugin, theme), folder, settings).made == ["tiny"]
    assert b"#fffff0" in (folder / "tiny" / "figure.svg").read_bytes()
    assert plan(catalog(plugin, theme), folder, settings).reasons == {}
    theme.write_text(theme.read_text().replace("fffff0", "f0ffff"))
    reasons = plan(catalog(plugin, theme), folder, settings).reasons
    assert reasons == {"tiny": "changed: additions"}


def test_the_style_of_an_older_build_goes_with_the_last_page_that_used_it(catalog, plugin, gallery):
    (gallery / "nnviz-0123abcd.css").write_text("body { color: red }")
    (gallery / "nnviz-notes.css").write_text("somebody's own")
    manifest = gallery / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"code": "', '"code": "older'))
    assert build(catalog(plugin), gallery).made == []
    styles = {path.name for path in gallery.glob("*.css")}
    assert "nnviz-0123abcd.css" not in styles
    assert "nnviz-notes.css" in styles
    page = (gallery / "tiny" / "index.html").read_text()
    assert [name for name in styles if f'href="../{name}"' in page] == sorted(
        styles - {"nnviz-notes.css"}
    )
