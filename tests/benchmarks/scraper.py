"""Hands the pictures of a script to sphinx-gallery, which knows pyplot's figures alone."""

from typing import Any


def save_pictures(block: object, variables: dict[str, Any], configuration: dict[str, Any]) -> str:
    """Save the script's `pictures` as PNG and return the lines that show them."""
    from sphinx_gallery.scrapers import figure_rst

    paths = []
    for picture in variables["example_globals"].pop("pictures", ()):
        paths.append(next(variables["image_path_iterator"]))
        picture.save(paths[-1])
    return str(figure_rst(paths, configuration["src_dir"]))
