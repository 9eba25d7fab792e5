"""A concept whose every text tries to be markup."""

from nnviz import Concept, Measured, claim, parameter

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


class Hostile(Concept):
    """<script>alert(3)</script> is a summary.

    <img src=x onerror=alert(4)> and ![picture](http://evil.example/a.png) and
    [link](javascript:alert(5)) and $</math><script>alert(6)</script>$ and $\\text{<script>}$.
    """

    title = '"><script>alert(7)</script>'
    topic = "<script>alert(8)</script>"
    see_also = ("../../etc/passwd", "<script>")
    references = ("[book](javascript:alert(9)) <script>alert(10)</script>",)

    word: str = parameter(
        "plain", '"><script>alert(11)</script>', sweep=('"><script>alert(12)</script>', "plain")
    )

    headline = "{script}"
    caption = "{script} $<script>alert(13)</script>$ # [x](javascript:alert(14))"
    alt = '"{script}'

    def compute(self):
        return {"script": SCRIPT}

    @claim("{script} `code` | *star*")
    def fails(self, result):
        return Measured(1, "=", 0)

    def draw(self, result, figure):
        figure.subplots().set_title("drawn")
