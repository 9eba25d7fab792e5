"""Computes every bundled concept, and tells what its claims came to.

    python verdicts.py [--backwards] [--everywhere]

writes JSON: for each concept and setting a digest of its result, and its claims. `--backwards` adds
up every sum from its other end; `--everywhere` takes the sliders' stops and the ranges' ends too.
"""

import json
import sys

from nnviz.threads import hold_to_one_thread

hold_to_one_thread()  # before NumPy is imported


def verdicts(everywhere):
    from nnviz.host.catalog import Catalog
    from nnviz.host.loading import load_plugin
    from nnviz.setting import Setting
    from nnviz.testing import settings_of
    from nnviz.testing.process import digest

    for card in Catalog(blocked=["all"]).cards:
        concept = load_plugin(card.source).concept(card.name)
        for setting in settings_of(concept) if everywhere else [Setting()]:
            made = concept(**setting.values)
            result = made.run()
            claims = [(f"{one.name} {one.of}", one.state) for one in made.verdicts(result)]
            yield f"{card.name} {setting}", {"digest": digest(result), "claims": claims}


if __name__ == "__main__":
    if "--backwards" in sys.argv:
        import backwards

        backwards.install()
    json.dump(dict(verdicts("--everywhere" in sys.argv)), sys.stdout)
