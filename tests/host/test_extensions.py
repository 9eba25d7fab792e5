"""What hooks offer is looked at: what is not of the kind costs its plugin, and nothing else."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nnviz.errors import PluginWarning
from nnviz.host.errors import PluginError
from nnviz.testing import IsolatedHost

Run = Callable[..., CompletedProcess[str]]

HEAD = """
from dataclasses import dataclass
import click
import numpy as np
from nnviz import Exhibit, Exporter, hookimpl
from nnviz.core.activations import Activation
from nnviz.core.data import Dataset
from nnviz.core.optimizers import GradientDescent, Optimizer
from nnviz.core.schedules import Constant, Schedule
from nnviz.core.surfaces import Quadratic, Surface

"""


def plugin(hook: str, value: str, before: str = "") -> str:
    return (
        f"{HEAD}{textwrap.dedent(before)}\n"
        f'@hookimpl\ndef {hook}():\n    return {{"mine": {value}}}\n'
    )


WRONG_TYPE = {
    "nnviz_optimizers": ("GradientDescent()", "a subclass of nnviz.core.optimizers.Optimizer"),
    "nnviz_schedules": ("Constant(0.1)", "a subclass of nnviz.core.schedules.Schedule"),
    "nnviz_activations": ("np.tanh", "an instance of nnviz.core.activations.Activation"),
    "nnviz_initializers": ("3", "callable as (fan_in, fan_out, generator)"),
    "nnviz_datasets": ("[1, 2]", "callable as (examples, noise, seed)"),
    "nnviz_surfaces": ("Quadratic", "an instance of nnviz.core.surfaces.Surface"),
    "nnviz_themes": ("7", "a mapping of rcParams or a style sheet's path"),
    "nnviz_exporters": ("print", "a nnviz.Exporter"),
    "nnviz_commands": ("lambda: None", "a click command"),
}

WRONG_SIGNATURE = {
    "nnviz_initializers": (
        "lambda shape: np.zeros(shape)",
        "must be callable as (fan_in, fan_out, generator); it takes (shape)",
    ),
    "nnviz_datasets": (
        "lambda examples: None",
        "must be callable as (examples, noise, seed); it takes (examples)",
    ),
    "nnviz_exporters": (
        "Exporter(lambda: '', '.txt')",
        "write must be callable as (exhibit); it takes ()",
    ),
}

NONSENSE = {
    "nnviz_optimizers": (
        "Mine",
        "rule must leave parameters, of shape (2, 3), and finite; it gives nan",
        """
        class Mine(Optimizer):
            def rule(self, p, g, work, numbers):
                p *= np.nan
        """,
    ),
    "nnviz_schedules": (
        "Mine",
        "at must return the rates at the steps, of shape (12,), and at least 0; it gives -11",
        """
        @dataclass(frozen=True)
        class Mine(Schedule):
            def at(self, t):
                return -t
        """,
    ),
    "nnviz_activations": (
        "Mine()",
        "value must return g(z), of shape (3, 4); it gives shape ()",
        """
        class Mine(Activation):
            name = "mine"
            def value(self, z, out=None):
                return z.sum()
            def derivative(self, z, a, out=None):
                return np.ones_like(z)
        """,
    ),
    "nnviz_initializers": (
        "lambda fan_in, fan_out, generator: np.zeros((fan_out, fan_in))",
        "must return weights (fan_in, fan_out), of shape (3, 4); it gives shape (4, 3)",
        "",
    ),
    "nnviz_surfaces": (
        "Mine()",
        "start must be a point, of shape (2,); it gives shape (3,)",
        """
        @dataclass(frozen=True)
        class Mine(Surface):
            name = "mine"
            minima = np.zeros((1, 2))
            bounds = ((-1.0, 1.0), (-1.0, 1.0))
            start = (1.0, 2.0, 3.0)
            def height(self, x, y):
                return x + y
            def slopes(self, x, y):
                return x, y
        """,
    ),
    "nnviz_themes": ("'nowhere.mplstyle'", "nowhere.mplstyle is no file", ""),
    "nnviz_exporters": (
        "Exporter(lambda exhibit: 3, '.txt')",
        "must return a text; it returned 3",
        "",
    ),
}

RAISES = {
    "nnviz_optimizers": (
        "Mine",
        "class Mine(Optimizer):\n    def rule(self, p, g):\n        pass\n",
        "TypeError while mine of nnviz_optimizers was tried: ",
    ),
    "nnviz_exporters": (
        "Exporter(str, 'txt')",
        "",
        "an ending of an Exporter begins with a dot; got 'txt'",
    ),
}


def fault_of(host: IsolatedHost, hook: str, source: str) -> str:
    """Return the one sentence about a plugin's offer, from where all hooks are asked."""
    file = host.add("mine", source)
    with pytest.warns(PluginWarning) as warned:
        assert "mine" not in host.catalog.extensions.members(hook).by_name
    (sentence,) = {str(each.message) for each in warned}
    assert sentence.startswith(f"plugin {file}: ")
    return sentence


@pytest.mark.parametrize("hook", WRONG_TYPE)
def test_a_member_of_the_wrong_type_names_plugin_hook_and_what_was_wanted(
    nnviz_host: IsolatedHost, hook: str
) -> None:
    value, wanted = WRONG_TYPE[hook]
    sentence = fault_of(nnviz_host, hook, plugin(hook, value))
    assert f": {hook}: mine must be {wanted}; got " in sentence


@pytest.mark.parametrize("hook", WRONG_SIGNATURE)
def test_a_member_of_the_wrong_signature_is_told_both(nnviz_host: IsolatedHost, hook: str) -> None:
    value, said = WRONG_SIGNATURE[hook]
    assert said in fault_of(nnviz_host, hook, plugin(hook, value))


@pytest.mark.parametrize("hook", NONSENSE)
def test_a_member_that_returns_nonsense_is_told_what(nnviz_host: IsolatedHost, hook: str) -> None:
    value, said, before = NONSENSE[hook]
    assert f"{hook}: mine " in (sentence := fault_of(nnviz_host, hook, plugin(hook, value, before)))
    assert said in sentence


@pytest.mark.parametrize("hook", RAISES)
def test_a_member_that_cannot_be_tried_is_one_sentence(nnviz_host: IsolatedHost, hook: str) -> None:
    value, before, said = RAISES[hook]
    assert said in fault_of(nnviz_host, hook, plugin(hook, value, before))


@pytest.mark.parametrize("name", ["Mine", "my one", "--mine", ""])
def test_a_name_that_cannot_be_typed_is_refused(nnviz_host: IsolatedHost, name: str) -> None:
    source = plugin("nnviz_optimizers", "GradientDescent").replace('"mine"', repr(name))
    sentence = fault_of(nnviz_host, "nnviz_optimizers", source)
    assert f"must name what it offers by lower-case words; got {name!r}" in sentence


def test_a_data_set_that_returns_nonsense_is_the_fault_of_its_own_plugin(
    nnviz_host: IsolatedHost,
) -> None:
    file = nnviz_host.add("mine", plugin("nnviz_datasets", "lambda examples, noise, seed: 3"))
    shown = nnviz_host.show("dropout", dataset="mine")
    with pytest.raises(PluginError) as raised:
        _ = shown.result
    assert str(raised.value) == (
        f"plugin {file}: nnviz_datasets: mine must return a Dataset; it returned 3."
    )


def test_a_data_set_that_raises_is_the_fault_of_its_own_plugin(nnviz_host: IsolatedHost) -> None:
    before = "def make(examples, noise, seed):\n    raise OSError('no such data')\n"
    file = nnviz_host.add("mine", plugin("nnviz_datasets", "make", before))
    with pytest.raises(PluginError, match=f"plugin {file}: OSError in the data set mine: no such"):
        _ = nnviz_host.show("dropout", dataset="mine").result


def test_a_theme_of_unknown_settings_names_its_plugin(nnviz_host: IsolatedHost) -> None:
    file = nnviz_host.add("mine", plugin("nnviz_themes", "{'axes.colour': 'red'}"))
    with pytest.raises(PluginError, match=f"plugin {file}: nnviz_themes: theme 'mine' is no"):
        nnviz_host.show("momentum", theme="mine")


def test_the_other_plugins_of_a_hook_go_on(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("mine", plugin("nnviz_optimizers", "3"))
    good = plugin("nnviz_optimizers", "GradientDescent").replace('"mine"', '"good"')
    nnviz_host.add("good", good)
    with pytest.warns(PluginWarning, match="nnviz_optimizers: mine must be"):
        shown = nnviz_host.show("optimizers")
    assert set(shown.concept.additions.of("optimizers")) == {"good"}


def test_who_chooses_what_cannot_be_used_is_told_why(nnviz: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(plugin("nnviz_datasets", "3"), encoding="utf-8")
    done = nnviz("show", "dropout", "-p", "mine.py", "--dataset", "mine", cwd=tmp_path)
    assert done.returncode == 2
    *_, note, error = done.stderr.splitlines()  # matplotlib may speak first, of its fonts
    assert note.startswith(
        f"Note: plugin {tmp_path}/mine.py: nnviz_datasets: mine must be callable"
    )
    assert error.startswith("Error: dataset must be ")


def test_two_members_of_one_name_keep_their_full_names(nnviz_host: IsolatedHost) -> None:
    for name in ("one", "other"):
        nnviz_host.add(name, plugin("nnviz_optimizers", "GradientDescent"))
    nnviz_host.add("third", plugin("nnviz_optimizers", "GradientDescent").replace("mine", "adam"))
    members = nnviz_host.catalog.extensions.members("nnviz_optimizers").by_name
    assert set(members) == {"one.py:mine", "other.py:mine", "third.py:adam"}
    states = {s.source.name: s for s in nnviz_host.catalog.statuses if s.source.path}
    assert {status.state for status in states.values()} == {"name taken"}
    assert states["third"].reason == (
        "optimizer adam is offered by nnviz itself too; this one is third.py:adam."
    )


def test_a_plugin_that_never_mentions_a_hook_is_not_asked_for_it(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("loud", "raise RuntimeError('I am imported')\n")
    assert nnviz_host.catalog.extensions.members("nnviz_optimizers").by_name == {}


def test_an_exporter_may_refuse_what_it_is_tried_with(nnviz_host: IsolatedHost) -> None:
    before = """
        from nnviz import UsageError

        def picky(exhibit):
            raise UsageError("only for cats.")
    """
    nnviz_host.add("mine", plugin("nnviz_exporters", "Exporter(picky, '.txt')", before))
    assert "mine" in nnviz_host.catalog.extensions.members("nnviz_exporters").by_name


def test_a_plugin_that_raises_an_error_of_nnviz_costs_only_itself(nnviz_host: IsolatedHost) -> None:
    nnviz_host.add("mine", "import nnviz\n# nnviz_optimizers\nraise nnviz.UsageError('no.')\n")
    with pytest.warns(PluginWarning, match="no"):
        assert nnviz_host.catalog.extensions.members("nnviz_optimizers").by_name == {}
