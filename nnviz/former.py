"""What plugin API 1 offered, and what is written instead of it."""

METHODS = ("headline", "setting", "look", "caption", "alt", "claims")
"""The methods in which a concept of plugin API 1 said and claimed something."""


def instead_of(name: str) -> str:
    """Return a sentence that says what to write instead of one of these methods, or of `Claim`."""
    text = "headline" if name in ("claims", "Claim") else name
    found = f"{name} is no more; " if text != name else ""
    return (
        f'it is written for plugin API 1: {found}make {text} a text, {text} = "…", '
        'and each claim a method under @claim("…"); plugins/README.md shows one'
    )
