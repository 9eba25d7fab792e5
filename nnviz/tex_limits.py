r"""What a formula may hold: mathematics, of a bounded length and depth, and nothing that does more.

In LaTeX a formula is a program: \input reads a file, \def gives a harmless name to what is not,
`^^5c` is another way to write a backslash, and deep nesting ends a parser that recurses. So what is
admitted stands in lists: commands and environments that LaTeX itself, amsmath and amssymb know, and
that are signs, or set their arguments and do nothing else.
"""

import re
from functools import lru_cache

LONGEST = 1000
"""So many characters a formula may have."""

DEEPEST = 12
"""So deep groups, scripts and commands may stand in each other; matplotlib parses twice as deep."""

LISTED_SIGNS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu
xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta
Lambda Xi Pi Sigma Upsilon Phi Psi Omega digamma aleph beth gimel hbar hslash ell wp Re Im partial
nabla infty emptyset varnothing imath jmath forall exists nexists neg lnot top bot angle
measuredangle triangle prime backprime complement eth mho square blacksquare Box Diamond lozenge
checkmark star bigstar clubsuit diamondsuit heartsuit spadesuit sharp flat natural surd pm mp
times div cdot ast circ bullet cap cup sqcap sqcup vee wedge lor land setminus wr amalg oplus
ominus otimes oslash odot dagger ddagger bigcirc uplus diamond ltimes rtimes boxplus boxminus
boxtimes boxdot triangleleft triangleright bigtriangleup bigtriangledown le leq ge geq ne neq ll
gg lll ggg equiv sim simeq approx approxeq cong doteq propto prec succ preceq succeq subset supset
subseteq supseteq subsetneq supsetneq sqsubset sqsupset sqsubseteq sqsupseteq in ni owns notin mid
nmid parallel nparallel perp vdash dashv models asymp bowtie smile frown leqslant geqslant lesssim
gtrsim lessgtr gtrless nless ngtr nleq ngeq nsim ncong trianglelefteq trianglerighteq vDash Vdash
backsim lessapprox gtrapprox triangleq because therefore leftarrow gets rightarrow to
leftrightarrow Leftarrow Rightarrow Leftrightarrow implies impliedby iff mapsto longmapsto
longleftarrow longrightarrow longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow
uparrow downarrow updownarrow Uparrow Downarrow Updownarrow nearrow searrow swarrow nwarrow
hookleftarrow hookrightarrow leftharpoonup leftharpoondown rightharpoonup rightharpoondown
rightleftharpoons leadsto rightsquigarrow twoheadrightarrow leftleftarrows rightrightarrows
leftrightarrows rightleftarrows nrightarrow nleftarrow circlearrowleft circlearrowright
curvearrowleft curvearrowright sum prod coprod int iint iiint oint bigcap bigcup bigsqcup bigvee
bigwedge bigodot bigoplus bigotimes biguplus arccos arcsin arctan arg cos cosh cot coth csc deg
det dim exp gcd hom inf injlim ker lg lim liminf limsup ln log max min Pr projlim sec sin sinh sup
tan tanh langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil lbrace rbrace
lbrack rbrack ulcorner urcorner llcorner lrcorner backslash lgroup rgroup lmoustache rmoustache
dots ldots cdots vdots ddots colon quad qquad thinspace medspace thickspace negthinspace enspace
displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits middle big Big bigg Bigg bigl
bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm rm bf it cal sf tt bmod mathstrut
"""

LISTED_WITH_ARGUMENTS = """
sqrt hat widehat bar overline underline tilde vec dot ddot dddot check breve acute grave mathring
overrightarrow overleftarrow overbrace underbrace boxed mathrm mathbf mathit mathsf mathtt mathcal
mathbb mathfrak boldsymbol operatorname text textrm textbf textit texttt textsf phantom vphantom
hphantom not mathop mathbin mathrel mathord mathopen mathclose mathpunct xrightarrow xleftarrow
pmod mod pod frac dfrac tfrac binom dbinom tbinom cfrac overset underset stackrel
"""

LISTED_ENVIRONMENTS = """
matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix cases aligned gathered array
"""

_SIGNS = frozenset(LISTED_SIGNS.split())
_COMMANDS = _SIGNS | frozenset(LISTED_WITH_ARGUMENTS.split()) | {"left", "right"}
_ENVIRONMENTS = frozenset(LISTED_ENVIRONMENTS.split())
_ESCAPED = frozenset("{}|,:;!%$#_& \\")

_TOKEN = re.compile(
    r"\\(?P<which>begin|end)\{(?P<environment>[A-Za-z*]*)\}"
    r"|\\(?P<command>[A-Za-z]+)"
    r"|\\(?P<escaped>.)"
    r"|(?P<blank>[ \t\r\n]+)"
    r"|(?P<forbidden>\^\^|[%#$\\\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff])"
    r"|(?P<other>.)",
    re.DOTALL,
)

_COLUMNS = re.compile(r"\\begin\{array\}(?!\{[lcr| ]*\})")


@lru_cache(4096)
def refusal(formula: str) -> str:
    """Return why a formula is not set, as a clause, or nothing where all of it is admitted."""
    if why := too_large(formula):
        return why
    for token in _TOKEN.finditer(formula):
        if token["forbidden"]:
            return f"it holds {token['forbidden']!r}"
        if token["which"] and token["environment"] not in _ENVIRONMENTS:
            return f"it has the environment {token['environment']!r}"
        command = token["command"] or ""
        if command and command not in _COMMANDS:
            return f"\\{command} is not among the commands that are set"
        if token["escaped"] and token["escaped"] not in _ESCAPED:
            return f"\\{token['escaped']} is not among the commands that are set"
    return "the columns of an array are l, c and r" if _COLUMNS.search(formula) else ""


def too_large(text: str) -> str:
    """Return why no parser should see a text's mathematics, as a clause, or nothing."""
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    return f"it is nested more than {DEEPEST} deep" if _depth(text) > DEEPEST else ""


def _depth(text: str) -> int:
    r"""Return how deep groups stand in each other: braces, pairs, environments and arguments.

    Commands that follow each other, as in `\sqrt\sqrt x`, may be each other's arguments. What
    closes no group of its kind closes none, so that nothing is taken for less deep than it is.
    """
    groups: list[tuple[str, int]] = []
    deepest = run = 0
    for token in _TOKEN.finditer(text):
        if token["blank"]:
            continue
        opens, closes = _brackets(token, argument=run > 0)
        if opens:
            groups.append((opens, max(1, run)))
        while closes == "{" and groups and groups[-1][0] == "[":
            groups.pop()
        if closes and groups and groups[-1][0] == closes:
            groups.pop()
        run = run + 1 if not (opens or closes) and _takes_arguments(token) else 0
        deepest = max(deepest, sum(weight for _, weight in groups) + run)
    return deepest


def _brackets(token: re.Match[str], *, argument: bool) -> tuple[str, str]:
    """Return which kind of group a token opens and which it closes, if any."""
    sign = token["other"] or token["command"] or token["which"] or ""
    opens = {"{": "{", "left": "left", "begin": "begin", **({"[": "["} if argument else {})}
    closes = {"}": "{", "]": "[", "right": "left", "end": "begin"}
    return opens.get(sign, ""), closes.get(sign, "")


def _takes_arguments(token: re.Match[str]) -> bool:
    command = token["command"] or ""
    return token["other"] in ("^", "_") or (command != "" and command not in _SIGNS)
