(() => {
  const at = id => document.getElementById(id);
  const command = at("command");
  if (!command) return;
  const sliders = [...document.querySelectorAll(".slider input")];
  const form = document.querySelector(".sliders");
  const states = new Map();
  for (const state of document.querySelectorAll("template")) {
    states.set(`${state.dataset.parameter} ${state.dataset.number}`, state);
  }
  const stateOf = slider => states.get(`${slider.dataset.parameter} ${slider.value}`);
  const isDefault = slider => slider.value === slider.dataset.default;

  function showImages(state) {
    const over = "overlay" in state.dataset;
    at("light").alt = state.dataset.alt;
    at("light").src = over ? form.dataset.base : state.dataset.light;
    at("dark").srcset = over ? form.dataset.baseDark : state.dataset.dark;
    if (over) {
      at("light-over").src = state.dataset.light;
      at("dark-over").srcset = state.dataset.dark;
    }
    at("light-over").parentElement.hidden = !over;
  }

  function show(slider) {
    const state = stateOf(slider);
    showImages(state);
    for (const part of ["caption", "look", "command", "claims"]) {
      const content = state.content.querySelector(`[data-part="${part}"]`).cloneNode(true);
      at(part)?.replaceChildren(...content.childNodes);
    }
    for (const other of sliders) {
      if (other !== slider) other.value = other.dataset.default;
      const value = stateOf(other).dataset.value;
      other.setAttribute("aria-valuetext", value);
      other.closest(".slider").querySelector("output").textContent = value;
    }
    form.querySelector("button").disabled = sliders.every(isDefault);
  }

  function remember(slider) {
    const state = stateOf(slider).dataset;
    const hash = isDefault(slider) ? "" : `#${new URLSearchParams([[state.parameter, state.value]])}`;
    history.replaceState(null, "", hash || location.pathname + location.search);
  }

  function recall() {
    if (location.hash.startsWith("#claim-")) return;
    const [name, value] = [...new URLSearchParams(location.hash.slice(1))][0] || [];
    for (const [key, state] of states) {
      if (state.dataset.parameter !== name || state.dataset.value !== value) continue;
      const slider = sliders.find(one => one.dataset.parameter === name);
      slider.value = state.dataset.number;
      return show(slider);
    }
    if (sliders.length && !sliders.every(isDefault)) reset();
  }

  function reset() {
    for (const slider of sliders) slider.value = slider.dataset.default;
    show(sliders[0]);
    remember(sliders[0]);
  }

  const fetched = new Map();
  function fetchFrames(slider) {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const names = [dark ? form.dataset.baseDark : form.dataset.base];
    for (const { dataset } of states.values()) {
      if (dataset.parameter === slider.dataset.parameter) names.push(dark ? dataset.dark : dataset.light);
    }
    for (const name of names) {
      if (fetched.has(name)) continue;
      const image = new Image();
      image.src = name;
      fetched.set(name, image);
    }
  }

  for (const slider of sliders) {
    slider.addEventListener("input", () => { show(slider); remember(slider); });
    for (const sign of ["pointerenter", "pointerdown", "focus"]) {
      slider.addEventListener(sign, () => fetchFrames(slider), { once: true });
    }
  }
  if (form) {
    form.hidden = false;
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("reset", event => { event.preventDefault(); reset(); });
    addEventListener("hashchange", recall);
    recall();
  }
})();
