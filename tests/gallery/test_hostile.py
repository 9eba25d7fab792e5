import re
from html.parser import HTMLParser

import pytest

from nnviz.gallery import build


class Page(HTMLParser):
    """The tags of a page with their attributes, as a browser would find them."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]


@pytest.fixture(scope="module")
def gallery(catalog, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "gallery"
    report = build(catalog("hostile", "growth"), folder)
    assert report.well
    return folder


@pytest.fixture(params=["index.html", "hostile/index.html", "growth/index.html"])
def page(request, gallery):
    return Page((gallery / request.param).read_text())


def test_the_only_script_is_the_page_s_own(page):
    (script,) = (one for one in page.all("script") if one.get("type") != "application/json")
    assert re.fullmatch(r"(\.\./)?nnviz-[0-9a-f]{8}\.js", script["src"])


def test_no_tag_has_a_handler_or_leads_to_a_script(page):
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "srcset"):
            assert "javascript:" not in (attributes.get(name) or "")


def test_pictures_come_from_the_gallery_alone(page):
    for image in page.all("img"):
        assert ":" not in image["src"]
        assert ".." not in image["src"]


def test_the_policy_allows_files_of_the_gallery_and_no_script_in_a_page(page):
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none'")
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert script == "script-src 'self'"
    assert "unsafe" not in policy


def test_the_readme_shows_markup_as_text(gallery):
    readme = Page((gallery / "README.md").read_text().replace("\\<", "&lt;"))
    assert {tag for tag, _ in readme.tags} == {"picture", "source", "img"}


def test_nothing_is_written_outside_of_the_gallery(gallery):
    assert [path.name for path in gallery.parent.iterdir()] == ["gallery"]
    assert {path.name for path in gallery.iterdir() if path.is_dir()} == {"hostile", "growth"}
    written = {path.name for path in (gallery / "hostile").iterdir()}
    assert {"word-0.webp", "word-0-dark.webp"} <= written
