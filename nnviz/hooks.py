"""The hooks that a plugin may implement."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnviz.api import hookspec

if TYPE_CHECKING:
    import click

    from nnviz.concept import Concept
    from nnviz.exporter import Exporter


@hookspec
def nnviz_concepts() -> "Sequence[type[Concept]]":  # type: ignore[empty-body]
    """Return concept classes; a subclass of `Concept` implements this itself."""


@hookspec
def nnviz_optimizers() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return optimizers by name: subclasses of `nnviz.core.optimizers.Optimizer`."""


@hookspec
def nnviz_schedules() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return schedules by name: subclasses of `nnviz.core.schedules.Schedule`."""


@hookspec
def nnviz_activations() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return activations by name: instances of `nnviz.core.activations.Activation`."""


@hookspec
def nnviz_initializers() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return initializers by name: callables `(fan_in, fan_out, generator) -> weights`."""


@hookspec
def nnviz_datasets() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return data sets by name: callables `(examples, noise, seed) -> Dataset`."""


@hookspec
def nnviz_surfaces() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return cost surfaces by name: instances of `nnviz.core.surfaces.Surface`."""


@hookspec
def nnviz_themes() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return themes by name: paths of matplotlib style sheets, or mappings of rcParams."""


@hookspec
def nnviz_languages() -> Mapping[str, Any]:  # type: ignore[empty-body]
    """Return folders of catalogues by the language's code: `nnviz.po`, and one for each concept."""


@hookspec
def nnviz_exporters() -> "Mapping[str, Exporter]":  # type: ignore[empty-body]
    """Return exporters by name, for `nnviz export --for NAME`: instances of `nnviz.Exporter`."""


@hookspec
def nnviz_commands() -> "Mapping[str, click.Command]":  # type: ignore[empty-body]
    """Return commands by name, for `nnviz NAME`: click's commands or groups."""
