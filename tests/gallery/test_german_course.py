"""A course in German words and letters, made by its `nnviz.toml` alone."""

import json
from pathlib import Path

from PIL import Image

COURSE = """
[notation]
"η" = "α"

[gallery]
title = "Woche 5: Abstieg"
licence = "CC BY 4.0, A. <Lehrer>"
cite = "A. Lehrer: Woche 5."
only = ["learning-rate"]
without = ["svg", "pdf", "notebook", "animations", "questions", "frames"]

[gallery.figures.learning-rate]
title = "Die Lernrate"
headline = "Unter α = {splits.measured} läuft der Abstieg zum Ziel [splits]"
caption = '''
Gezeigt sind je {steps:# Schritt|# Schritte}. Bei α = {large} landet er höher [diverges.large].
'''
alt = "Vier Mulden."
setting = false

[gallery.figures.schwung]
concept = "learning-rate"
large = [1.9, 2.5]
title = "Schwung bei {large}"
headline = "Der große Schritt läuft davon [diverges.large]"
"""


def test_it_is_made_as_it_says(nnviz, tmp_path: Path) -> None:
    (tmp_path / "nnviz.toml").write_text(COURSE, encoding="utf-8")
    done = nnviz("gallery", "site", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    place = "headline in [gallery.figures.schwung] of nnviz.toml (large = 1.9)"
    why = "[diverges.large] does not hold here, so nnviz's own words stand."
    assert done.stderr == f"Note: {place}: {why}\n"

    site = tmp_path / "site"
    pages = {path.name for path in site.iterdir() if path.is_dir()}
    assert pages == {"learning-rate", "schwung-large-1-9", "schwung-large-2-5"}
    record = json.loads((site / "learning-rate/concept.json").read_text(encoding="utf-8"))
    assert record["title"] == "Die Lernrate"
    story = record["state"]["story"]
    # 2/λ with λ = 1
    assert [one["text"] for one in story["headline"]] == ["Unter α = 2 läuft der Abstieg zum Ziel"]
    assert [(one["text"], one["author"]) for one in story["caption"]] == [
        ("Gezeigt sind je 20 Schritte.", True),
        ("Bei α = 2.1 landet er höher.", False),
    ]
    assert (story["setting"], "α" in story["look"][0]["text"]) == ([], True)
    with Image.open(site / "learning-rate/figure.png") as figure:
        told = figure.info
    assert (told["Title"], told["Description"]) == ("Die Lernrate", "Vier Mulden.")
    assert told["Copyright"] == "CC BY 4.0, A. <Lehrer> A. Lehrer: Woche 5."
    page = (site / "learning-rate/index.html").read_text(encoding="utf-8")
    assert page.count("<p>CC BY 4.0, A. &lt;Lehrer&gt;</p>") == 1
    assert ("A. Lehrer: Woche 5.</code>" in page, "@misc" in page) == (True, False)
    titles = {
        json.loads((site / page / "concept.json").read_text(encoding="utf-8"))["title"]
        for page in pages
    }
    assert titles == {"Die Lernrate", "Schwung bei 1.9", "Schwung bei 2.5"}
    assert nnviz("gallery", "site", "--check", cwd=tmp_path).returncode == 0

    # The command that the file carries makes the same picture in the course's folder.
    again = ["show", "--from", "site/learning-rate/figure.png", "--save", "again.png"]
    done = nnviz(*again, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = site / "learning-rate/figure.png"
    with Image.open(tmp_path / "again.png") as one, Image.open(made) as other:
        assert one.tobytes() == other.tobytes()
