"""Makes the Korean fonts that ship: `python -m nnviz.render.fonts.make FOLDER`, with fontTools.

The folder holds Noto Sans KR with TrueType outlines, `NotoSansKR_400Regular.ttf` and
`NotoSansKR_700Bold.ttf` (npm's @expo-google-fonts/noto-sans-kr 0.4.3), under the OFL 1.1. What is
kept: the 2,350 syllables of KS X 1001 and three that occur besides, Latin, Greek and punctuation.
Signs as wide as a syllable (×, ≤, ∞) are left out, and so are ¹²³, which the other raised
digits lack: the main font draws them. The family
is renamed, so that an installed Noto does not take its place.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "nnviz Sans KR"
WEIGHTS = {"400Regular": "Regular", "700Bold": "Bold"}
DROPPED = ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "STAT", "DSIG", "BASE", "VORG"]


def letters() -> set[int]:
    """Return the code points that are kept."""
    kept = {ord(sign) for sign in "펲됬홥ℓ℃〈〉《》「」『』、。～％"}
    kept |= {code for code in range(0xAC00, 0xD7A4) if _in_ksx1001(chr(code))}
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x2010, 0x2027)):
        kept |= set(range(first, last + 1))
    return (kept | set(range(0x3131, 0x3164))) - set(map(ord, "×÷±¹²³"))


def _in_ksx1001(sign: str) -> bool:
    try:
        return len(sign.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def make(source: Path, target: Path, style: str) -> None:
    """Write the subset of a font under nnviz's own name."""
    options = subset.Options(layout_features=[], hinting=False, drop_tables=DROPPED)
    font = TTFont(source)
    wide = font["head"].unitsPerEm
    widths, names = font["hmtx"], font.getBestCmap()
    kept = [
        code
        for code in letters()
        if code in names and (code > 0x3000 or widths[names[code]][0] < wide)
    ]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    full = f"{FAMILY} {style}"
    named = {1: FAMILY, 2: style, 3: full, 4: full, 6: full.replace(" ", "")}
    for number, text in named.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.save(target)


if __name__ == "__main__":
    for weight, style in WEIGHTS.items():
        target = Path(__file__).with_name(f"nnviz-sans-kr-{style.lower()}.ttf")
        make(Path(sys.argv[1]) / f"NotoSansKR_{weight}.ttf", target, style)
