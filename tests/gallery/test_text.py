import pytest

from nnviz.gallery.text import as_markdown, code, explanation, plain, reference, sentence


def test_a_sentence_is_escaped_around_its_formulas():
    shown = sentence("if a < b then $a^2$ & <b>")
    assert shown.startswith("if a &lt; b then <math><msup><mi>a</mi><mn>2</mn></msup></math>")
    assert shown.endswith(" &amp; &lt;b&gt;")


def test_a_formula_that_is_none_stays_as_it_was_written():
    assert sentence(r"$\frac{<$") == r"<code>$\frac{&lt;$</code>"


def test_a_formula_with_two_dollars_stands_on_its_own_line():
    assert 'display="block"' in sentence("$$x$$")
    assert 'display="block"' not in sentence("$x$")


def test_a_formula_over_several_lines_is_one_formula():
    shown = explanation("Before\n\n$$\nx\n= y\n$$\n\nafter")
    assert shown.count("<math") == 1
    assert "$" not in shown


def test_markdown_s_marks_inside_a_formula_are_left_alone():
    assert "<em>" not in explanation("$a_1 * b_1$ and $a_2 * b_2$")
    assert explanation("$a$ and *b*").count("<em>") == 1


def test_html_in_an_explanation_stays_text():
    assert explanation("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"


def test_code_is_escaped_and_its_kinds_are_classes():
    shown = code('if a < "<b>":  # & so')
    assert shown == (
        '<span class="keyword">if</span> a &lt; <span class="string">&#34;&lt;b&gt;&#34;</span>:  '
        '<span class="comment"># &amp; so</span>'
    )


def test_a_link_to_a_script_stays_text():
    assert "<a" not in reference("[book](javascript:alert(1))")
    assert '<a href="https://doi.org/1">' in reference("[book](https://doi.org/1)")


def test_headings_of_an_explanation_stand_below_those_of_the_page():
    assert "<h3>First</h3>" in explanation("# First")
    assert "<h6>Deep</h6>" in explanation("###### Deep")


def test_plain_text_has_its_formulas_in_unicode():
    assert plain(r"rate $\beta^2$," + "\nthen") == "rate β², then"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("0.5 of *all* <b>", r"0.5 of \*all\* \<b\>"),
        ("# heading", r"\# heading"),
        ("1. item", r"1\. item"),
        ("- item\n- item", r"\- item - item"),
        ("$a_1$ and a_1", r"$a_1$ and a\_1"),
        ("$<script>$", r"$\lt script\gt $"),
    ],
)
def test_markdown_shows_a_text_letter_by_letter(text, markdown):
    assert as_markdown(text) == markdown
