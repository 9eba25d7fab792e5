"""Augmenting real images: what networks learn from copies, and what they do not."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data.augmentation import add_noise, random_flip, random_shift, rotate
from nnviz.core.sampling import half_width
from nnviz.datasets import square_images, told
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import Panel, either, plain
from nnviz_concepts.data.augmentation_networks import Changes, what_networks_learn

ASKED, PIXEL_NOISE = 1800, 0.1  # of a plugin's data set
SEEN = 16  # copies of one image that a film shows
ROUNDING = 1e-6
ROLES = ("without", "third", "with")  # of what was never changed, once, and in copies


class Augmentation(Concept):
    r"""Copies changed in one way teach a network to ignore that change, and hardly another.

    A digit moved by a pixel is the same digit, but for a dense network it is another input. Each
    time an image is used, change it at random: shift, turn, crop, flip it or add noise. A
    picture of 256 pixels a side has windows of 224, and with their mirror images they are
    $33\cdot 33\cdot 2 = 2178$ (Krizhevsky et al. count 2048). Copies help where data is scarce:
    they are cheap, but they are no new digits, and enough images that were each changed once
    teach the same.

    What a copy may change depends on what the class ignores, and on what will be met. A cat
    mirrored is a cat; a mirrored 2 is no digit, and a network that learns it has less room for
    those that are. So it is a misconception that more kinds of augmentation are always better:
    what is never met can make the task harder. Test images are not augmented; they are what they
    will be.

    For the curious:

    Noise is a penalty in disguise: in linear regression on $n$ examples, noise of variance
    $\sigma^2$ on the inputs adds $n\sigma^2\lVert w\rVert^2$ to the expected sum of squared
    errors, which is ridge regression.
    """

    title = "Data augmentation"
    topic = "data"
    order = 5
    see_also = ("bias-variance", "l2", "dropout", "transfer-learning")
    builds_on = ("bias-variance",)
    keywords = ("data augmentation", "rotate", "flip", "shift", "crop", "images", "invariance",
                "more data", "not enough data", "overfitting", "synthetic examples")  # fmt: skip
    symbols = ("σ: standard deviation of the noise",)
    references = ("Krizhevsky, Sutskever & Hinton 2012, ImageNet classification, section 4.1",
                  "Bishop 1995, Training with noise is equivalent to Tikhonov regularization",
                  "Simard, Steinkraus & Platt 2003, Best practices for convolutional neural "
                  "networks")  # fmt: skip
    code = (random_shift, rotate, random_flip, add_noise)
    members = ("plain", "shifted", "turned", "noisy", "mirrored")

    kind: str = parameter("shifted", "How the copies are changed, each at random.",
                          choices=("shifted", "turned", "noisy", "mirrored"),
                          sweep=("shifted", "turned", "noisy", "mirrored"))  # fmt: skip
    examples: int = parameter(100, "Images to learn from.", ge=20, le=500,
                              sweep=(20, 50, 100, 200, 500))  # fmt: skip
    pixels: int = parameter(1, "Pixels of a shift, at most.", ge=1, le=2)
    degrees: float = parameter(25.0, "Degrees of a turn, at most.", ge=5, le=45)
    noise: float = parameter(0.5, "Standard deviation σ of the noise; ink is 1.", ge=0.05, le=1)
    dataset: str = parameter("digits", "Square grey images, a plugin's among them.",
                             choices=("digits",), family="datasets", plugins_only=True)  # fmt: skip
    seed: int = parameter(0, "Seed of places, copies, weights and noise.", ge=0)

    headline = either(
        "{Kind} copies of {n} {things} lower the error on {kind} {things} from "
        "{gains.expected:.0f}\xa0% to {gains.measured:.0f}\xa0%, and on no others [gains, alone]",
        "{Kind} copies of {n} {things} lower the error on {kind} {things} from "
        "{gains.expected:.0f}\xa0% to {gains.measured:.0f}\xa0%, and on others "
        "by {elsewhere.measured:.1f} points at most [gains, elsewhere]",
        "{Kind} copies of {n} {things} lower the error on {kind} {things} from "
        "{gains.expected:.0f}\xa0% to {gains.measured:.0f}\xa0% [gains]",
        "With {kind} copies of {n} {things} the error on {kind} {things} is "
        "{gains.measured:.0f}\xa0%, no lower than without: {gains.expected:.0f}\xa0% [not gains]",
        plain("Networks that learned from {n} {things} with {kind} copies and without"),
    )
    setting = ("Data set: {dataset}; {units} hidden units, {seen} examples seen; tests on {tested} "
               "others; medians of {networks} networks")  # fmt: skip
    others = either("On no other {things} do {kind} copies lower the error [alone].",
                    "On other {things} the {kind} copies lower it by {elsewhere.measured:.1f} "
                    "points at most [elsewhere].",
                    "On some other {things} the {kind} copies lower it more: by "
                    "{elsewhere.measured:.1f} points [not elsewhere].")  # fmt: skip
    price = either("On {things} as they are the copies cost: {costs.measured:.0f}\xa0% instead of "
                   "{costs.expected:.0f}\xa0% [costs].",
                   "On {things} as they are the copies help, too: {costs.measured:.0f}\xa0% "
                   "instead of {costs.expected:.0f}\xa0% [not costs].")  # fmt: skip
    look = ("Networks that learned from {n} {things} as they are err on {gains.expected:.0f}\xa0% "
            "of {kind} ones, with {kind} copies on {gains.measured:.0f}\xa0% [gains].",
            others, price,
            "On shifted, turned and mirrored {things} networks with copies of that kind err least, "
            "on {best.measured.shifted:.0f}, {best.measured.turned:.0f} and "
            "{best.measured.mirrored:.0f}\xa0% [best.shifted, best.turned, best.mirrored].",
            "For {kind} {things}, {n} in {kind} copies are as good as {worth.measured:.0f} that "
            "were {kind} once each [worth, gains].",
            "With {n} {things} to learn from, copies and changing each once differ by "
            "{narrows.expected:.2g} points, with {most} by {narrows.measured:.2g} "
            "[narrows].")  # fmt: skip
    caption = (
        plain("Networks of {units} hidden units learned from {n} images of {dataset} and {copies} "
              "copies of one kind, in {steps} steps of Adam, and were tested on {tested} others "
              "(seed {seed}; medians of {networks} networks, bands: all). Shifts are of {pixels} "
              "px, turns of {degrees}°, noise of σ = {noise}. {source}."),
        "With {kind} copies the error on {kind} {things} is {gains.measured:.0f}\xa0%, without "
        "{gains.expected:.0f}\xa0% [gains].", others, price)  # fmt: skip
    alt = (plain("A table of errors on images of {dataset}, which stand as its heads: a row for "
                 "each kind of copies, a column for each kind of test. Down its diagonal: "
                 "{on_plain.plain:.0f}, {on_shifted.shifted:.0f}, {on_turned.turned:.0f}, "
                 "{on_noisy.noisy:.0f} and {on_mirrored.mirrored:.0f}\xa0%."),
           "An arrow leads from {gains.expected:.0f} to {gains.measured:.0f}\xa0% [gains].",
           plain("Beside it the error against the number of {things}: never {kind}, each {kind} "
                 "once, and in {copies} {kind} copies."))  # fmt: skip
    panels = (Panel("table", "Wrong (%), tested on {things} that are", y="learned from"),
              Panel("errors", "Wrong on {kind} {things}", "{things} to learn from",
                    "error (%)"))  # fmt: skip
    try_next = (
        Try("Turned copies help against turns [gains].", kind="turned"),
        Try("Mirrored copies cost on digits as they are [costs].", kind="mirrored"))  # fmt: skip

    more_upright = Predict(
        "The digits to learn from go from {before.examples} to {examples}, none of them {kind}. "
        "Without copies the error on {kind} digits becomes …", Choice("about as large", 1),
        Choice("about half as large", 0.5, "So it does on digits as they are."),
        Choice("about a fifth as large", 0.2, "More of the same does not show what is missing."),
        of=Ratio("gains.expected"), examples=500,
        why="No number of digits as they are says that a {kind} one means the same: copies do, and "
            "with them it errs on {gains.measured:.0f}\xa0% [gains].",
        variants=(Change(before={"kind": "mirrored"}, examples=500),))  # fmt: skip
    worth_more = Predict(
        "The digits to learn from go from {before.examples} to {examples}. With their "
        "{kind} copies they are as good as …",
        Choice("as many that are {kind} once", (10, 32), "A copy with another shift is another "
               "example, if not a whole one."),
        Choice("several times as many", (50, 250)),
        Choice("thousands, as many as there are copies", (600, 5000), "Copies of one digit do not "
               "show how others are written."),
        why="{n} digits in copies are as good as {worth.measured:.0f} that were {kind} once each, "
            "where the error is as low. How many that is hangs on the kind [worth, gains].",
        of=Value("worth.measured"), examples=20)  # fmt: skip
    gap = Predict(
        "The digits to learn from go from {before.examples} to {examples}. What {kind} copies gain "
        "over digits that are {kind} once each becomes …",
        Choice("larger than before", "more", "Many digits show many shifts by themselves."),
        Choice("about as large", 1, "Each further digit is shifted in its own way, too."),
        Choice("less than half as large", (0, 0.5)), of=Ratio("narrows.expected"), examples=500,
        why="Copies stand in for examples, and gain most where these are few: {n} digits that are "
            "{kind} once each leave little to add [gains].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        rng = np.random.default_rng(self.seed)
        data = square_images(self, self.dataset, ASKED, PIXEL_NOISE, self.seed)
        images = np.pad(data.images, [(0, 0), *[(self.pixels,) * 2] * 2]).astype(np.float32)
        changes = Changes(self.pixels, self.degrees, self.noise)
        found = what_networks_learn(images, data, self.kind, self.examples, changes, rng, self.seed)
        table, side = np.median(found["errors"], axis=-1), images.shape[-1]
        shown = images[np.argmax(data.targets == 2) if self.dataset == "digits" else 0]
        many = np.stack([shown] * SEEN)
        return {
            **found, **told(data, self.dataset), "table": table,
            **{f"on_{kind}": Members(table[:, i]) for i, kind in enumerate(self.members)},
            "kinds": Members(np.array(self.members)), "heads": changes.farthest(shown, rng),
            "copies_seen": np.stack([changes.copies(kind, many, rng) for kind in self.members]),
            "slope": rotate(np.tile(np.arange(side) - (side - 1) / 2, (side, 1)), self.degrees),
            "Kind": self.kind.capitalize(), "source": data.source.removesuffix("."),
            "things": "digits" if self.dataset == "digits" else "images"}  # fmt: skip

    @property
    def _at(self) -> int:
        return self.members.index(self.kind)

    @claim("Of {tested} {kind} {things} the first network with {kind} copies errs on "
           "{measured}\xa0%; by its weights, written out, on {expected}\xa0%.")  # fmt: skip
    def written_out(self, result: Result) -> Measured:
        hidden = np.maximum(result["X"] @ result["W1"] + result["b1"], 0)
        told = (hidden @ result["W2"] + result["b2"]).argmax(axis=1)
        wrong = 100 * np.mean(told != result["labels"])
        return Measured(result["errors"][self._at, self._at, 0], "=", wrong, within=1e-6 * wrong)

    @claim("Shifted, the ink lies {measured} px lower and farther right, taken together.")
    def moves(self, result: Result) -> Measured:
        image, shifted = result["heads"][:2].astype(float)
        weigh = np.add.outer(*[np.arange(len(image))] * 2)  # row and column of each pixel
        ink, expected = image.sum() or 1.0, 2 * self.pixels * image.any()
        moved = (weigh * (shifted - image)).sum() / ink
        return Measured(moved, "=", expected, within=ROUNDING * max(1, expected))

    @claim("Shifted and mirrored copies keep their ink.")
    def keeps(self, result: Result) -> Measured:
        ink = result["heads"][0].sum(dtype=float)
        kept = np.concatenate([result["copies_seen"][[1, 4]], result["heads"][[[1], [4]]]], axis=1)
        kept = kept.sum(axis=(-1, -2), dtype=float)
        return Measured(np.abs(kept - ink).max() / (ink or 1.0), "=", 0, within=ROUNDING)

    @claim("A slope that is turned by {degrees}° rises in the turned direction.")
    def turns(self, result: Result) -> Measured:
        side, angle = len(result["slope"]), np.deg2rad(self.degrees)
        x = np.arange(side) - (side - 1) / 2
        turned = np.cos(angle) * x - np.sin(angle) * x[:, np.newaxis]
        inside = np.add.outer(x**2, x**2) < (side / 2 - 1) ** 2
        return Measured.same(result["slope"][inside], turned[inside], within=ROUNDING)

    @claim("The noise on the {things} has the variance {measured}: σ² = {expected}.")
    def noisy_by(self, result: Result) -> Measured:
        squares = result["noise_drawn"] ** 2
        error = squares.std() / np.sqrt(squares.size)
        return Measured(squares.mean(), "=", self.noise**2, within=5 * error)

    @finding("On {kind} {things} the error is {measured:.0f}\xa0% with {kind} copies of {n}, "
             "{expected:.0f}\xa0% without.")  # fmt: skip
    def gains(self, result: Result) -> Measured:
        copies, without = result["errors"][[self._at, 0], self._at]
        return Measured.paired(copies, "<", without)

    @finding("On {things} as they are the error is {measured:.0f}\xa0% with {kind} copies, "
             "{expected:.0f}\xa0% without.")  # fmt: skip
    def costs(self, result: Result) -> Measured:
        copies, without = result["errors"][[self._at, 0], 0]
        return Measured.paired(copies, ">", without)

    @finding("On other {things} {kind} copies lower the error by {measured:.1f} points at most.")
    def alone(self, result: Result) -> Measured:
        taken = np.subtract(*result["table"][[0, self._at]])
        return Measured(np.delete(taken, self._at).max(initial=0), "<=", 0)

    @finding("On other {things} {kind} copies lower the error by {measured:.1f} points at most, on "
             "{kind} {things} by {expected:.1f}.")  # fmt: skip
    def elsewhere(self, result: Result) -> Measured:
        taken = np.subtract(*result["table"][[0, self._at]])
        own, others = taken[self._at], np.delete(taken, self._at)
        return Measured(others.max(initial=0), "<", own, margin=0.5 * abs(own))

    @finding("On {kinds} {things} networks with such copies err on {measured:.0f}\xa0%, the best "
             "others on {expected:.0f}\xa0%.")  # fmt: skip
    def best(self, result: Result) -> Measured:
        table, errors, places = result["table"], result["errors"], np.arange(len(self.members))
        rivals = np.where(np.eye(len(table), dtype=bool), np.inf, table).argmin(axis=0)
        doubt = half_width(errors[rivals, places] - errors[places, places])
        return Measured(np.diag(table), "<", table[rivals, places], margin=doubt, where=places > 0,
                        otherwise="images as they are need no copies")  # fmt: skip

    @finding("For {kind} {things}, {n} with {kind} copies are as good as {measured:.0f} that were "
             "{kind} once.")  # fmt: skip
    def worth(self, result: Result) -> Measured:
        n, worth = result["worth_once"]
        return Measured(worth, ">", n)

    @finding("With {most} {things} the errors with {kind} copies and with each {kind} once differ "
             "by {measured:.2g} points, with {n} by {expected:.2g}.")  # fmt: skip
    def narrows(self, result: Result) -> Measured:
        at = result["at"]
        gaps = np.abs(result["middles"][1] - result["middles"][2])
        doubts = half_width((result["once"] - result["anew"]).T[[at, -1]])
        return Measured(gaps[-1], "<", gaps[at], margin=np.linalg.norm(doubts))

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        table, errors = drawing.panels_of(self, result, figure, widths=(1.7, 1), column_height=6.4)
        self._draw_table(table, result)
        self._draw_errors(errors, result)

    def _draw_table(self, axes: drawing.Axes, result: Result) -> None:
        """Draw errors as cells, a row for what was learned from, a column for what was met."""
        words = self.words(result)
        rows = [self._draw_row(axes, row, result) for row in range(len(self.members))]
        heads, narrow = result["heads"], drawing.is_narrow(drawing.figure_of(axes))
        wide = 1.0 if narrow else 1.3  # so many times as wide as high a cell is
        for i, head in enumerate(heads):
            _draw_head(axes, head, i, -1, wide)
        left = [_draw_head(axes, head, -1, i, wide) for i, head in enumerate(heads)]
        x, end = self._at + 0.86, self._at + 0.3
        rows[self._at].append(drawing.arrow(axes, (x, 0.7), (x, end), "with"))
        axes.set(xlim=(-1.05, len(heads)), ylim=(len(heads), -1.05), aspect=1 / wide)
        names = [words.say("{kinds}", of) for of in self.members]
        axes.set_xticks(np.arange(len(heads)) + 0.5, names)
        axes.set_yticks(np.arange(len(heads)) + 0.5, names)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.tick_params(axis="x", rotation=60 if narrow else 0)
        axes.spines[:].set_visible(False)
        drawing.retitle(axes, [words.say("copy ") + str(i + 1) for i in range(SEEN)])

        def update(share: float) -> None:
            seen = int(share * SEEN)
            shown = heads if seen == SEEN else result["copies_seen"][:, seen]
            for image, pixels in zip(left, shown, strict=True):
                image.set_data(pixels)

        drawing.play(drawing.figure_of(axes), left, update)
        drawing.appear([(i, each) for i, row in enumerate(rows) for each in row], until=len(rows))

    def _draw_row(self, axes: drawing.Axes, row: int, result: Result) -> list[Artist]:
        """Draw a row of the table, and a frame around the test that is changed as its copies."""
        words, cells = self.words(result), list[Artist]()
        for column, error in enumerate(result["table"][row].tolist()):
            shade = drawing.role("second").faded(1 - 0.7 * error / 100)
            cell = Rectangle((column + 0.02, row + 0.02), 0.96, 0.96, color=shade, linewidth=0)
            said = (column + 0.5, row + 0.5, words.at(error=error).say("{error:.0f}"))
            weight = "bold" if column == self._at and row in (0, column) else "normal"
            number = axes.text(*said, ha="center", va="center", weight=weight)
            cells += [axes.add_patch(cell), number]
        frame = Rectangle((row + 0.06, row + 0.06), 0.88, 0.88, fill=False, linewidth=1.5)
        frame.set_edgecolor(drawing.colour("with"))
        return [*cells, axes.add_patch(frame)]

    def _draw_errors(self, axes: drawing.Axes, result: Result) -> None:
        words, sizes = self.words(result), result["sizes"]
        drawing.log_axis(axes, "x")
        texts = [words.say("never {kind}"), words.say("each {kind} once"),
                 words.say("each in {copies} copies")]  # fmt: skip
        lines = [
            drawing.band(axes, sizes, result[key], role, quantiles=(0, 1), text=text,
                         marker=drawing.role(role).marker, until=sizes[-1])
            for key, role, text in zip(("never", "once", "anew"), ROLES, texts, strict=True)
        ]  # fmt: skip
        (n, worth), reached = result["worth_once"], result["once"][0, -1]
        level, before = result["table"][[self._at, 0], self._at]
        if self.proofs(result).holds("worth", None):
            dotted = axes.plot([n, worth], [level] * 2, **drawing.line_style("with", linestyle=":"))
            text = words.say("as good as {worth.measured:.0f}")
            label = drawing.label(axes, text, [worth], [level], "with", side="below")
            shown = [*dotted, drawing.end(axes, (worth, level), "with"), label]
            drawing.accompany(lines[1], shown, at=(sizes[-1], reached))
        number = words.say("{gains.measured:.0f}\xa0%"), words.say("{gains.expected:.0f}\xa0%")
        drawing.value_mark(axes, n, level, number[0], "with", side="below", on=lines[2])
        drawing.value_mark(axes, n, before, number[1], "without", side="above", on=lines[0])
        axes.set_ylim(0, 95)


def _draw_head(axes: drawing.Axes, image: Array, column: int, row: int, wide: float) -> AxesImage:
    """Draw an image as the head of a row or a column, in ink on paper, framed."""
    paper, ink, edge = (drawing.colour(name) for name in ("paper", "ink", "muted"))
    inks, half = LinearSegmentedColormap.from_list("ink", [paper, ink]), 0.42 / wide
    left, right, top, low = column + 0.5 - half, column + 0.5 + half, row + 0.08, row + 0.92
    frame = Rectangle((left, top), 2 * half, low - top, fill=False, edgecolor=edge, linewidth=0.8)
    axes.add_patch(frame)
    return axes.imshow(image, cmap=inks, vmin=0, vmax=1, extent=(left, right, low, top))
