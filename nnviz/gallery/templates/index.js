// The index: its search, and how far this browser has been on the path.
(() => {
  const KEPT = "nnviz seen";
  const seen = () => {
    try { return new Set(JSON.parse(localStorage.getItem(KEPT)) || []); } catch { return new Set(); }
  };
  const here = document.querySelector("[data-concept]")?.dataset.concept;
  if (here) {
    try { localStorage.setItem(KEPT, JSON.stringify([...seen().add(here)])); } catch { /* it may be forbidden */ }
  }

  const path = [...document.querySelectorAll(".path [data-name]")];
  const known = seen(), coming = path.find(step => !known.has(step.dataset.name));
  const on = document.querySelector(".go-on");
  for (const step of path) step.classList.toggle("seen", known.has(step.dataset.name));
  const count = path.filter(step => known.has(step.dataset.name)).length;
  if (on && coming && count) {
    coming.setAttribute("aria-current", "step");
    const link = on.querySelector("a");
    link.href = coming.querySelector("a").href;
    link.textContent = tr("Go on: {concept}", { concept: coming.textContent.trim() });
    on.querySelector("small").textContent = tr("{count} of {all} seen; kept in this browser only.", { count, all: path.length });
    on.hidden = false;
  }

  const form = document.querySelector(".finder");
  if (!form) return;
  const field = form.querySelector("input"), found = form.querySelector(".found");
  const buttons = [...form.querySelectorAll("button")];
  const sections = [...document.querySelectorAll("main > section[data-topic]")];
  const results = document.querySelector(".results");
  const search = makeSearch(JSON.parse(document.getElementById("words").textContent));
  const cards = sections.flatMap(section => [...section.querySelectorAll(".card")]
    .map(card => ({ card, home: card.parentElement, topic: section.dataset.topic, name: card.dataset.name })));
  const byName = new Map(cards.map(one => [one.name, one]));
  let topic = "";

  // What is found stands in one list, the best first; otherwise each card is at home in its topic.
  function show() {
    const answer = search(field.value);
    for (const one of cards) one.home.append(one.card);
    const hits = answer ? answer.hits.map(([name]) => byName.get(name)).filter(one => !topic || one.topic === topic) : [];
    results.replaceChildren(...hits.map(one => one.card));
    results.hidden = !answer;
    for (const section of sections) section.hidden = Boolean(answer) || Boolean(topic && section.dataset.topic !== topic);
    document.querySelector(".path")?.toggleAttribute("hidden", Boolean(answer || topic));
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.topic === topic);
    const shown = answer ? hits.length : topic ? cards.filter(one => one.topic === topic).length : 0;
    const said = shown ? filled(form.dataset.found, { shown, all: cards.length }) : form.dataset.none;
    const missing = answer?.missing.length ? `${answer.missing.join(" ")}${shown ? ` ${tr("Nearest:")}` : ""}` : "";
    found.textContent = answer || topic ? missing || said : "";
  }

  function remember() {
    const state = new URLSearchParams();
    if (field.value) state.set("search", field.value);
    if (topic) state.set("topic", topic);
    history.replaceState(null, "", `#${state}`);
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    field.value = state.get("search") || "";
    topic = sections.some(section => section.dataset.topic === state.get("topic")) ? state.get("topic") : "";
    show();
  }

  field.addEventListener("input", () => { show(); remember(); });
  form.addEventListener("submit", event => event.preventDefault());
  for (const button of buttons) {
    button.addEventListener("click", () => { topic = button.dataset.topic; show(); remember(); });
  }
  addEventListener("hashchange", recall);
  document.addEventListener("keydown", event => {
    if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); }
    if (event.key === "Escape" && document.activeElement === field) { field.value = ""; show(); remember(); }
  });
  form.hidden = false;
  recall();
})();
