"""What letters stand for: everywhere, and where a concept says otherwise."""

from nnviz import Concept
from nnviz.glossary import asked, defined, explained, glossary
from nnviz.language import Language, speaking
from nnviz.language.notation import Notation

MEANINGS = {"η": "rate", "β": "decay", "w": "weight", "J": "cost", "ε": "small", "∇": "slopes"}


class Scales(Concept):
    """Weights are $w$, and penalties $\\lambda$."""

    symbols = ("λ: strength: of a penalty", "q: a quantity")

    def compute(self):
        return {}

    def draw(self, result, figure):
        pass


def test_symbols_are_explained_in_the_order_of_their_use_and_no_others() -> None:
    texts = ["At η = 2 it diverges", r"$w \leftarrow w - \eta \nabla J(w)$"]
    assert list(explained(MEANINGS, texts)) == ["η", "w", "∇", "J"]


def test_a_latin_letter_is_a_symbol_in_a_formula_alone() -> None:
    assert explained(MEANINGS, ["w is a word, J another"]) == {}
    assert explained(MEANINGS, [r"$\mathrm{Jw} + \text{w} + \operatorname{J}$"]) == {}


def test_both_letters_epsilon_are_one_symbol() -> None:
    for formula in (r"$\epsilon$", r"$\varepsilon$"):
        assert explained(MEANINGS, [formula]) == {"ε": "small"}


def test_a_concept_adds_to_the_glossary_and_wins() -> None:
    assert Scales.glossary()["λ"] == "strength: of a penalty"
    assert Scales.glossary()["q"] == "a quantity"
    assert Scales.glossary()["η"] == glossary()["η"]
    assert "q" not in glossary()


def test_a_line_is_a_symbol_and_what_it_means() -> None:
    assert defined(["g: gradient", " s :sum"]) == {"g": "gradient", "s": "sum"}


def test_a_course_s_letters_are_explained_as_it_writes_them() -> None:
    with speaking(Language(notation=Notation.read("η=α λ=c"))):
        assert glossary()["α"] == "learning rate: how far a step goes along its gradient"
        assert "η" not in glossary()
        assert Scales.glossary()["c"] == "strength: of a penalty"


def test_letters_of_a_question_stand_in_no_formula_and_are_known_all_the_same() -> None:
    symbols = {sign: f"meaning of {sign}" for sign in ("β", "T", "g", "a", "s", "k", "κ")}
    text = "β₂ goes from 0 to a half. AdaGrad's T and k² are as they were; then g is …"
    assert set(asked(symbols, text)) == {"β", "T", "k", "g"}
    assert asked(symbols, "κ를 100에서 1,000으로 바꾼다.") == {"κ": "meaning of κ"}
