"""Two concepts that choose from the optimizers."""

from nnviz import Claim, Concept, hookimpl, parameter


class Chooser(Concept):
    """An optimizer has a name."""

    title = "One optimizer"
    topic = "zoology"

    optimizer: str = parameter("adam", "The optimizer.", family="optimizers")

    def compute(self):
        return {"letters": len(self.optimizer)}

    def claims(self, result):
        yield Claim("Its name has {measured} letters.", expected=4, measured=result["letters"])

    def draw(self, result, figure):
        figure.subplots().plot([0, result["letters"]])


class SecondChooser(Chooser):
    """Another concept may choose from the same optimizers."""

    title = "Another optimizer"


@hookimpl
def nnviz_concepts():
    return [Chooser, SecondChooser]
