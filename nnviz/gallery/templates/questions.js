// Predict first: one question after another, each covering the page until it is answered.
// `fetched` promises that a question is there, where it comes only when it is asked.
function askQuestions(fold, fetched = async () => {}) {
  const places = [...fold.querySelectorAll(".question")];
  let now = 0;

  async function ask(number, focus) {
    now = number;
    places.forEach((one, place) => { one.hidden = place !== number; });
    if (!places[number].childElementCount) await fetched(places[number], number);
    if (places[number].querySelector(".pad") && !places[number].tell) makePad(places[number]);
    if (!focus) return;
    fold.scrollIntoView({ behavior: "instant", block: "nearest" });
    places[number].querySelector("input, .pad svg")?.focus();
  }

  function answer(question) {
    if (question.tell) return reveal(question, question.tell());
    const guess = question.querySelector("input:checked"), need = question.querySelector(".need");
    need.hidden = Boolean(guess);
    if (!guess) return question.querySelector("input").focus();
    const right = guess.value === question.querySelector(".reveal").dataset.right;
    question.querySelector(".said-of").textContent = right ? tr("Right:") : tr("Not so. It is");
    for (const reply of question.querySelectorAll(".reply")) reply.hidden = reply.dataset.choice !== guess.value;
    for (const choice of question.querySelectorAll("input")) choice.disabled = true;
    cropFigures(question);
    reveal(question);
  }

  function reveal(question) {
    question.classList.add("answered");
    question.querySelector(".reveal").open = true;
    const next = question.querySelector(".next");
    next.hidden = false;
    if (now + 1 < places.length) next.textContent = tr("Next question ({number} of {count})", { number: now + 2, count: places.length });
    question.querySelector(".verdict").focus();
  }

  function again(question) {
    question.reset();
    question.again?.();
    question.classList.remove("answered");
    question.querySelector(".reveal").open = false;
    for (const choice of question.querySelectorAll("input")) choice.disabled = false;
  }

  fold.addEventListener("click", event => {
    const question = event.target.closest(".question");
    if (event.target.closest(".reveal > summary")) {
      event.preventDefault();
      answer(question);
    } else if (event.target.closest(".next")) {
      if (now + 1 < places.length) return ask(now + 1, true);
      fold.open = false;
      fold.querySelector("summary").focus();
    }
  });
  fold.addEventListener("keydown", event => {
    if (event.key !== "Enter" || !event.target.matches("input[type=radio], .pad svg")) return;
    event.preventDefault();
    answer(event.target.closest(".question"));
  });
  fold.addEventListener("submit", event => event.preventDefault());
  // Opened again, it asks anew.
  fold.addEventListener("toggle", () => {
    if (!fold.open) return;
    for (const one of places) if (one.matches(".answered")) again(one);
    ask(0, true);
  });
  places.forEach((one, place) => { one.hidden = place > 0; });
}

// The caption says the headline as text, so the picture need not.
function cropFigures(place) {
  for (const figure of place.querySelectorAll("[data-head]")) {
    const image = figure.querySelector("img");
    const cut = () => { image.style.marginTop = `${-100 * figure.dataset.head * image.naturalHeight / image.naturalWidth}%`; };
    image.complete && image.naturalWidth ? cut() : image.addEventListener("load", cut, { once: true });
  }
}
