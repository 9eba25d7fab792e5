"use strict";
(() => {
  const form = document.querySelector(".finder");
  if (!form) return;
  const field = form.querySelector("input");
  const found = form.querySelector(".found");
  const buttons = [...form.querySelectorAll("button")];
  const sections = [...document.querySelectorAll("main > section")];
  let topic = "";

  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const cards = sections.flatMap(section => [...section.querySelectorAll(".card")]
    .map(card => ({ card, topic: section.dataset.topic, words: fold(card.dataset.words) })));

  function show() {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of cards) {
      const fits = (!topic || one.topic === topic) && wanted.every(word => one.words.includes(word));
      one.card.hidden = !fits;
      count += fits;
    }
    for (const section of sections) section.hidden = !section.querySelector(".card:not([hidden])");
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.topic === topic);
    const all = !topic && !wanted.length;
    found.textContent = all ? "" : count ? `${count} of ${cards.length} ${form.dataset.counted}s` : `No ${form.dataset.counted} has these words.`;
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
