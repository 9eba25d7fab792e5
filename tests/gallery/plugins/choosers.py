"""Two concepts that choose from the optimizers."""

from nnviz import Concept, Measured, claim, hookimpl, parameter


class Chooser(Concept):
    """An optimizer has a name."""

    title = "One optimizer"
    topic = "zoology"

    optimizer: str = parameter("adam", "The optimizer.", family="optimizers")

    def compute(self):
        return {"letters": len(self.optimizer)}

    @claim("Its name has {measured} letters.")
    def four(self, result):
        return Measured(result["letters"], "=", 4)

    def draw(self, result, figure):
        figure.subplots().plot([0, result["letters"]])


class SecondChooser(Chooser):
    """Another concept may choose from the same optimizers."""

    title = "Another optimizer"


@hookimpl
def nnviz_concepts():
    return [Chooser, SecondChooser]
