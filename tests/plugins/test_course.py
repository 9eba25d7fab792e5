from nnviz.host.catalog import Catalog

COURSE = [
    "from-scratch",
    "softmax",
    "activations",
    "symmetry-breaking",
    "initialization",
    "activation-statistics",
    "vanishing-gradients",
    "difference-error",
    "gradient-check",
    "learning-rate",
    "minibatch",
    "ewma",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adam",
    "optimizers",
    "saddle-points",
    "schedules",
    "normalization",
    "data-splits",
    "bias-variance",
    "learning-curves",
    "augmentation",
    "l2",
    "l1-vs-l2",
    "dropout",
    "early-stopping",
    "weight-constraints",
    "ensembles",
    "random-search",
    "batch-norm",
    "transfer-learning",
    "loss-landscape",
]


def test_the_concepts_stand_in_the_order_of_the_course() -> None:
    assert [card.name for card in Catalog(blocked=["all"]).cards] == COURSE


def test_see_also_leads_from_the_first_concept_to_every_other() -> None:
    neighbours = {card.name: card.see_also for card in Catalog(blocked=["all"]).cards}
    reached, waiting = set(), [COURSE[0]]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [n for n in neighbours[name] if n in neighbours]
    assert reached == set(COURSE)


def test_see_also_names_only_concepts_that_there_are() -> None:
    cards = Catalog(blocked=["all"]).cards
    assert {n for card in cards for n in card.see_also} <= set(COURSE)


def test_no_concept_stands_before_one_that_it_builds_on() -> None:
    cards = Catalog(blocked=["all"]).cards
    for place, card in enumerate(cards):
        assert set(card.builds_on) <= {before.name for before in cards[:place]}


def test_every_concept_has_words_that_students_use_for_it() -> None:
    for card in Catalog(blocked=["all"]).cards:
        assert len(card.keywords) >= 3
