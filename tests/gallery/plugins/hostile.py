"""A concept whose every text tries to be markup."""

from nnviz import Claim, Concept, parameter

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

    def compute(self):
        return {"script": SCRIPT}

    def claims(self, result):
        yield Claim("{script} `code` | *star*", expected=0, measured=1)

    def draw(self, result, figure):
        figure.subplots().set_title("drawn")

    def headline(self, result):
        return "{script}"

    def caption(self, result):
        return "{script} $<script>alert(13)</script>$ # [x](javascript:alert(14))"

    def alt(self, result):
        return '"{script}'
