import csv
import json

import numpy as np

from nnviz.gallery import Settings, plan
from nnviz.gallery.downloads import table
from nnviz.gallery.making import make
from nnviz.result import Result

SETTINGS = Settings(without=("frames", "animations", "svg", "pdf", "data"))

TINY = """
from nnviz import Concept


class Tiny(Concept):
    'It is tiny.'

    def compute(self):
        return {"one": 1}

    def draw(self, result, figure):
        figure.subplots().plot([0, 1])
"""


def rows(content):
    return list(csv.reader(content.decode().splitlines()))


def test_a_table_has_a_column_for_each_number_vector_and_column_of_a_matrix():
    result = Result({"steps": 3, "path": np.array([1.5, 2.0]), "w": np.array([[1, 2], [3, 4]])})
    assert rows(table(result)) == [
        ["steps", "path", "w.0", "w.1"],
        ["3", "1.5", "1", "2"],
        ["", "2.0", "3", "4"],
    ]


def test_a_table_keeps_every_digit():
    third = 1 / 3
    ((_,), (written,)) = rows(table(Result({"third": third})))
    assert float(written) == third


def test_what_is_no_table_is_not_offered():
    assert table(Result({"images": np.zeros((2, 3, 4))})) is None
    assert table(Result({"wide": np.zeros((2, 1000))})) is None


def test_a_notebook_shows_the_concept(catalog, tmp_path, monkeypatch):
    (tmp_path / "tiny.py").write_text(TINY)
    monkeypatch.setenv("NNVIZ_PLUGINS", str(tmp_path))
    (job,) = plan(catalog(), tmp_path / "gallery", SETTINGS).jobs.values()
    cells = json.loads(make(job)["notebook.ipynb"])["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code"]
    assert "".join(cells[1]["source"]) == (
        "import nnviz\n\nnnviz.show('tiny', theme='slides', size='slide')"
    )


def test_a_plugin_named_by_hand_has_no_notebook(catalog, tmp_path):
    (job,) = plan(catalog("growth"), tmp_path / "gallery", SETTINGS).jobs.values()
    assert "notebook.ipynb" not in make(job)
