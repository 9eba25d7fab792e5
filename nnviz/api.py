"""The plugin interface: its number, and the marker that the functions of plugins wear."""

import pluggy

API = 2
"""The number of the plugin interface; a plugin that needs a newer one is not imported."""

LAST = 1000
"""The place within its topic of a concept that does not say its own."""

hookspec = pluggy.HookspecMarker("nnviz")

hookimpl = pluggy.HookimplMarker("nnviz")
"""The marker of a function that implements a hook: `@nnviz.hookimpl` above its `def`."""
