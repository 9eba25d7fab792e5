"""What a saved file is called: after its parameters, so that two figures can be compared."""

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.files import file_stem

Run = Callable[..., CompletedProcess[str]]
MOMENTUM = "momentum"


@pytest.mark.parametrize(
    ("values", "stem"),
    [
        ({}, "momentum"),
        ({"beta": 0.99}, "momentum-beta-0.99"),
        ({"beta": 0.9, "step_size": 1e-05}, "momentum-beta-0.9-step-size-1e-05"),
        ({"shift": -2.0}, "momentum-shift--2"),
        ({"bias": True, "form": "fancy"}, "momentum-bias-yes-form-fancy"),
    ],
)
def test_it_is_named_after_the_parameters_that_were_changed(
    values: dict[str, Any], stem: str
) -> None:
    assert file_stem(MOMENTUM, values) == stem


def test_a_long_list_is_shortened_and_told_apart() -> None:
    one = file_stem(MOMENTUM, {"betas": tuple(i / 7 for i in range(99))})
    other = file_stem(MOMENTUM, {"betas": tuple(i / 7 for i in range(98))})
    assert one != other
    assert one.startswith("momentum-betas-0-0.142857")
    assert max(len(one), len(other)) <= 80


def test_a_list_and_its_joined_words_are_told_apart() -> None:
    assert file_stem(MOMENTUM, {"betas": (0.5, 0.9)}) != file_stem(MOMENTUM, {"betas": "0.5-0.9"})


values = st.one_of(
    st.text("aZ0-_.,/\\: é", max_size=90),
    st.floats(allow_nan=False),
    st.integers(),
    st.booleans(),
    st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False)),
)
settings = st.dictionaries(st.sampled_from(["beta", "rate", "data", "step_size"]), values)


@given(settings, settings)
def test_every_name_is_short_portable_and_of_one_setting(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    from nnviz.setting import typed

    def written(values: dict[str, Any]) -> dict[str, str]:
        return {name: typed(value) for name, value in sorted(values.items())}

    stem = file_stem(MOMENTUM, one)
    assert re.fullmatch(r"momentum(-[a-z0-9.-]+)?", stem)
    assert len(stem) <= 80
    assert not stem.endswith(".")
    if written(one) != written(other):
        assert stem.lower() != file_stem(MOMENTUM, other).lower()


def test_another_setting_leaves_the_plain_figure_alone(run: Run, tmp_path: Path) -> None:
    run("show", "doubling", "--no-open", cwd=tmp_path)
    plain = (tmp_path / "gallery" / "doubling.png").read_bytes()
    done = run("show", "doubling", "--number", "3.5", "--no-open", cwd=tmp_path)
    assert "gallery/doubling-number-3.5.png" in done.stdout
    assert (tmp_path / "gallery" / "doubling.png").read_bytes() == plain


@pytest.mark.parametrize(
    ("command", "place", "made"),
    [
        (("show",), "out", "out/doubling-number-3.5.png"),
        (("show",), "v1.2/", "v1.2/doubling-number-3.5.png"),
        (("show",), "out/mine.svg", "out/mine.svg"),
        (("export", "--for", "markdown"), "out", "out/doubling-number-3.5.md"),
        (("export", "--for", "markdown"), "out/mine.md", "out/mine.md"),
        (("sweep", "--vary", "form=plain,fancy"), "out", "out/1_form=plain.png"),
        (("sweep", "--vary", "form=plain,fancy"), "out/mine.png", "out/mine.png"),
    ],
)
def test_one_option_names_a_file_or_a_folder_in_every_command(
    run: Run, tmp_path: Path, command: tuple[str, ...], place: str, made: str
) -> None:
    name, *options = command
    words = (name, "doubling", *options, "--number", "3.5", "-o", place)
    assert run(*words, cwd=tmp_path).returncode == 0
    assert (tmp_path / made).is_file()


def test_a_saved_figure_makes_itself_again_with_the_same_bytes(run: Run, tmp_path: Path) -> None:
    first, again = tmp_path / "first.png", tmp_path / "again.png"
    looks = ("--number", "3.5", "--theme", "paper", "--dpi", "50")
    assert run("show", "doubling", *looks, "--save", str(first)).returncode == 0
    assert run("show", "--from", str(first), "--save", str(again)).returncode == 0
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("command", "suffix"),
    [
        (("animate", "ewma", "--seconds", "0.5", "--frames", "2", "--dpi", "30"), ".webp"),
        (("sweep", "ewma", "--vary", "betas=0.5;0.5,0.9", "--dpi", "30"), ".png"),
    ],
)
def test_a_film_and_a_sweep_make_themselves_again(
    nnviz: Run, tmp_path: Path, command: tuple[str, ...], suffix: str
) -> None:
    first, again = tmp_path / f"first{suffix}", tmp_path / f"again{suffix}"
    assert nnviz(*command, "-o", str(first)).returncode == 0
    done = nnviz("show", "--from", str(first), "-o", str(again))
    assert (done.returncode, done.stdout) == (0, f"{again}\n"), done.stderr
    assert again.read_bytes() == first.read_bytes()
    for option in ("--claims", "--json"):
        assert nnviz("show", "--from", str(first), option).returncode == 2


def test_a_figure_made_with_a_plugins_file_runs_it_only_where_it_is_named(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    plugin, figure = tmp_path / "mine.py", tmp_path / "mine.png"
    plugin.write_text(concept_source("Mine"))
    assert run("show", "mine", "-p", str(plugin), "--save", str(figure)).returncode == 0
    refused = run("show", "--from", str(figure), "--save", str(tmp_path / "x.png"))
    assert refused.returncode == 2
    assert "add --plugin mine.py, which then runs." in " ".join(refused.stderr.split())
    taken = run("show", "--from", str(figure), "-p", str(plugin), "--save", str(tmp_path / "x.png"))
    assert taken.returncode == 0, taken.stderr
