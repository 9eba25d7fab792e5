"""Makes one concept's files, as bytes: what a worker does, in whichever process it runs."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nnviz.concept import Concept
from nnviz.gallery.commands import command, typed
from nnviz.gallery.inputs import imported_sources
from nnviz.gallery.names import RECORD
from nnviz.gallery.record import Record, State, Sweep, digest
from nnviz.gallery.settings import Settings
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.isolation import blame
from nnviz.notebook import Demonstration
from nnviz.parameters import Parameter


@dataclass(frozen=True)
class Job:
    """A concept to be made, with everything that decides its bytes."""

    card: Card
    catalog: Catalog
    folder: str
    settings: Settings
    inputs: Mapping[str, Any]
    invocation: str

    @property
    def weight(self) -> int:
        """How many figures it draws, at least: what takes long is best begun first."""
        return 1 + sum(len(parameter.sweep) for parameter in self.card.parameters.values())


def make(job: Job) -> dict[str, bytes]:
    """Return the files of a concept's page by name, its record among them.

    Raises `PluginError` or `ContractError` for whatever the plugin does wrong.
    """
    from nnviz.gallery.images import measure

    source = job.card.source
    default = job.catalog.concept(job.card, {})
    with blame(source, "while its page was made", seconds=None):
        files: dict[str, bytes] = {}
        shown = Demonstration(job.card, default, job.settings.theme, job.settings.size)
        state = _state(job, shown)
        files |= _figures(job, shown) | _data(shown)
        sweeps = tuple(
            _sweep(job, default, parameter, state, files)
            for parameter in default.parameters.values()
            if len(parameter.sweep) > 1
        )
        size = measure(files["figure.png"])
        record = _record(job, shown, state, sweeps, size)
    files = {name: files[name] for name in sorted(files)}
    digests = {name: digest(content) for name, content in files.items()}
    return files | {RECORD: replace(record, files=digests).encode()}


def _record(
    job: Job,
    shown: Demonstration,
    state: State,
    sweeps: tuple[Sweep, ...],
    size: tuple[int, int],
) -> Record:
    concept = shown.concept
    return Record(
        name=job.card.name,
        folder=job.folder,
        title=str(concept.title),
        topic=str(concept.topic),
        summary=concept.summary(),
        explanation=concept.fill(concept.explanation(), shown.result),
        setting=concept.fill(concept.setting(shown.result), shown.result),
        references=tuple(map(str, concept.references)),
        see_also=tuple(map(str, concept.see_also)),
        parameters=tuple(_described(parameter) for parameter in concept.parameters.values()),
        state=state,
        sweeps=sweeps,
        width=size[0],
        height=size[1],
        inputs={**job.inputs, "sources": imported_sources(job.card.source)},
    )


def _described(parameter: Parameter) -> dict[str, str]:
    default = parameter.default
    shown = default.name if isinstance(default, os.PathLike) else typed(default)  # type: ignore[attr-defined]
    return {
        "name": parameter.name,
        "option": parameter.option,
        "default": shown,
        "range": parameter.range,
        "help": parameter.help,
    }


def _state(
    job: Job,
    shown: Demonstration,
    chosen: tuple[tuple[Parameter, Any], ...] = (),
    light: str = "figure.svg",
    dark: str = "figure-dark.svg",
) -> State:
    from nnviz.render import default_size

    concept, result = shown.concept, shown.result
    usual_size = default_size(job.settings.theme)
    return State(
        value=", ".join(typed(value) for _, value in chosen),
        command=command(job.invocation, chosen, job.settings, usual_size),
        headline=concept.fill(concept.headline(result), result),
        caption=shown.caption,
        alt=shown.alt,
        claims=tuple(claim.as_dict() for claim in shown.claims),
        light=light,
        dark=dark,
    )


def _figures(job: Job, shown: Demonstration) -> dict[str, bytes]:
    from nnviz.gallery.images import thumbnail
    from nnviz.render import render

    dark = render(shown.concept, shown.result, theme=job.settings.dark, size=job.settings.size)
    light_png, dark_png = shown.picture.encode("png"), dark.encode("png")
    return {
        "figure.png": light_png,
        "figure-dark.png": dark_png,
        "figure.svg": shown.picture.encode("svg"),
        "figure-dark.svg": dark.encode("svg"),
        "figure.pdf": shown.picture.encode("pdf"),
        "thumbnail.png": thumbnail(light_png),
        "thumbnail-dark.png": thumbnail(dark_png),
    }


def _data(shown: Demonstration) -> dict[str, bytes]:
    return {"data.npz": shown.result.encode(".npz"), "data.json": shown.result.encode(".json")}


def _sweep(
    job: Job, default: Concept, parameter: Parameter, usual: State, files: dict[str, bytes]
) -> Sweep:
    """Return a slider over a parameter, the others at their defaults; its frames go to `files`."""
    chosen = default.values[parameter.name]
    values = list(dict.fromkeys(parameter.convert(value) for value in parameter.sweep))
    if chosen not in values:
        values = _with(chosen, values)
    states = []
    for number, value in enumerate(values):
        if value == chosen:
            states.append(replace(usual, value=typed(value)))
            continue
        states.append(_step(job, default, parameter, value, number, files))
    return Sweep(
        parameter=parameter.name,
        help=parameter.help,
        default=values.index(chosen),
        states=tuple(states),
    )


def _step(
    job: Job,
    default: Concept,
    parameter: Parameter,
    value: Any,
    number: int,
    files: dict[str, bytes],
) -> State:
    from nnviz.gallery.images import frame
    from nnviz.render import render

    settings = job.settings
    values = {**default.values, parameter.name: value}
    concept = type(default).create(values, default.additions)
    shown = Demonstration(job.card, concept, settings.theme, settings.size)
    dark = render(concept, shown.result, theme=settings.dark, size=settings.size)
    names = f"{parameter.name}-{number}.webp", f"{parameter.name}-{number}-dark.webp"
    for name, picture in zip(names, (shown.picture, dark), strict=True):
        files[name] = frame(picture.encode("png"))
    return _state(job, shown, ((parameter, value),), *names)


def _with(chosen: Any, values: list[Any]) -> list[Any]:
    """Return the values with the chosen one at its place, or in front where there is no order."""
    try:
        rising = values == sorted(values)
        return sorted([*values, chosen], reverse=not rising and values == sorted(values)[::-1])
    except TypeError:
        return [chosen, *values]
