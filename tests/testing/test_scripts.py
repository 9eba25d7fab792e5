"""A script that is wrong, imports more than NumPy or ends otherwise is noticed, and so is code."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nnviz.concept import Concept
from nnviz.host.catalog import Catalog
from nnviz.testing.scripts import code_problems

PLUGIN = '''
import numpy as np
from nnviz import Concept, Measured, claim


def halves(count):
    return 0.5 ** np.arange(count)


def unused():
    pass


class Halves(Concept):
    """Each is half of the one before."""

    code = (halves,)

    def compute(self):
        return {"left": halves(5), "last": halves(5)[-1], "word": "half", "lost": np.nan}

    @claim("It is {measured}.")
    def last(self, result):
        return Measured(result["last"], "=", 1 / 16)

    def draw(self, result, figure):
        figure.subplots().plot(result["left"])
'''
SCRIPT = """import numpy as np

left = [0.5**k for k in range(5)]
last, lost, word, other = left[-1], np.nan, "half", 7
print(f"{last}")
"""


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., str]:
    def problems(script: str = SCRIPT, plugin: str = PLUGIN) -> str:
        (tmp_path / "halves.py").write_text(plugin, encoding="utf-8")
        (tmp_path / "scripts").mkdir()
        (tmp_path / "scripts" / "halves.py").write_text(script, encoding="utf-8")
        catalog = Catalog([tmp_path / "halves.py"])
        concept: type[Concept] = type(catalog.concept(catalog.card("halves"), {}))
        return "\n".join(map(str, code_problems(concept)))

    return problems


def test_code_that_ran_and_a_script_with_the_same_numbers_are_no_problem(
    told: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert told() == ""
    assert capsys.readouterr().out == ""


def test_code_that_did_not_run_is_noticed(told: Callable[..., str]) -> None:
    problems = told(plugin=PLUGIN.replace("(halves,)", "(halves, unused)"))
    assert problems == "code: unused does not run in compute. Name what does."


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("0.5**k", "0.500000001**k", "left is not the result's"),
        ("range(5)", "range(6)", "left is not the result's"),
        ("np.nan", "0.0", "lost is not the result's"),
        ('"half"', '"whole"', "word is not the result's"),
        ("import numpy as np", "import numpy as np\nimport nnviz", "it imports nnviz"),
        ("import numpy as np", "import numpy as np\nfrom os import path", "it imports os"),
        ("{last}", "{other}", "at its end it prints other, which the result does not have"),
        ("{last}", "done", "at its end it prints nothing"),
        ('print(f"{last}")\n', "", "at its end it prints nothing"),
    ],
)
def test_a_script_s_mistake_is_noticed(
    told: Callable[..., str], right: str, wrong: str, said: str
) -> None:
    assert SCRIPT.count(right) == 1
    assert said in told(SCRIPT.replace(right, wrong))


def test_a_script_finds_the_result_in_a_file(told: Callable[..., str]) -> None:
    script = 'import numpy as np\n\nlast = np.load("halves.npz")["left"][-1]\nprint(last)\n'
    assert told(script) == ""
