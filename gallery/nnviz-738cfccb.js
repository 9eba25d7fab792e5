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

  // A citation leads to its claim; the address goes on naming the state.
  document.addEventListener("click", event => {
    const cite = event.target.closest(".cite");
    const claim = cite && at(cite.hash.slice(1));
    if (!claim) return;
    event.preventDefault();
    claim.closest("details")?.setAttribute("open", "");
    claim.focus();
  });

  const scrollers = [...document.querySelectorAll(".scrolls")];
  const letKeysScroll = () => {
    for (const one of scrollers) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
  };
  addEventListener("resize", letKeysScroll);
  letKeysScroll();

  async function copy(code, copied) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copied.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(code);
      copied.textContent = document.execCommand("copy") ? "Copied." : "Selected; press Ctrl+C.";
    }
    setTimeout(() => { copied.textContent = ""; }, 3000);
  }
  for (const button of document.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", () => copy(code, button.nextElementSibling));
  }
})();
(() => {
  const form = document.querySelector(".player");
  if (!form) return;
  const canvas = document.querySelector(".stage canvas");
  const position = form.querySelector("input"), time = form.querySelector("output");
  const play = form.querySelector(".play");
  const { count, seconds, tile, across } = form.dataset;
  const last = count - 1, each = 1000 * seconds / count;
  const columns = Math.ceil(canvas.width / tile);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paper = canvas.getContext("2d");
  const strips = new Map();
  let drawn = -1, shown = null, playing = 0;

  function fetchImage(name) {
    if (!name) return null;
    const image = new Image();
    image.src = name;
    return image.decode().then(() => image);
  }

  function changesOf(text) {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const words = new DataView(bytes.buffer);
    const frames = [[]];
    for (let at = 0; at < bytes.length;) {
      const pairs = words.getUint16(at, true);
      const frame = [];
      for (at += 2; frame.length < pairs; at += 4) {
        frame.push([words.getUint16(at, true), words.getUint16(at + 2, true)]);
      }
      frames.push(frame);
    }
    return frames;
  }

  async function loaded() {
    const theme = dark.matches ? "dark" : "light";
    if (!strips.has(theme)) {
      const { dataset } = form.querySelector(`[data-theme="${theme}"]`);
      const images = Promise.all([dataset.first, dataset.tiles].map(fetchImage));
      strips.set(theme, images.then(([first, tiles]) => ({ first, tiles, changes: changesOf(dataset.changes) })));
    }
    return strips.get(theme);
  }

  function draw(strip, number) {
    if (strip !== shown || number < drawn || drawn < 0) {
      paper.drawImage(strip.first, 0, 0);
      drawn = 0;
    }
    while (drawn < number) {
      for (const [place, one] of strip.changes[++drawn]) {
        paper.drawImage(strip.tiles,
          one % across * tile, Math.floor(one / across) * tile, tile, tile,
          place % columns * tile, Math.floor(place / columns) * tile, tile, tile);
      }
    }
    shown = strip;
  }

  function say() {
    const number = +position.value;
    time.textContent = `${(number * each / 1000).toFixed(1)} s`;
    position.setAttribute("aria-valuetext", `frame ${number + 1} of ${count}`);
  }

  async function show() {
    say();
    const strip = await loaded();
    const number = +position.value;
    if (number < last) draw(strip, number);
    canvas.hidden = number === last;
  }

  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = "Play";
  }

  function leaveSliders() {
    const button = document.querySelector(".sliders button");
    if (button && !button.disabled) button.form.reset();
  }

  function goTo(number) {
    pause();
    leaveSliders();
    position.value = Math.min(Math.max(number, 0), last);
    return show();
  }

  function backToFigure() {
    pause();
    position.value = last;
    canvas.hidden = true;
    say();
  }

  async function start() {
    leaveSliders();
    if (+position.value === last) position.value = 0;
    play.textContent = "Pause";
    playing = -1;
    await show();
    if (!playing) return;
    const from = position.value, begin = performance.now();
    const next = now => {
      const number = Math.min(+from + Math.max(0, Math.floor((now - begin) / each)), last);
      if (number !== +position.value) {
        position.value = number;
        show();
      }
      if (number === last) pause();
      else playing = requestAnimationFrame(next);
    };
    playing = requestAnimationFrame(next);
  }

  const toggle = () => (playing ? pause() : start());
  const step = by => goTo(+position.value + by);
  const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  form.addEventListener("keydown", event => {
    const onPosition = event.target === position;
    if (event.key === " " && onPosition) toggle();
    else if (event.key in keys && !onPosition) step(keys[event.key]);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", event => event.preventDefault());
  play.addEventListener("click", toggle);
  form.querySelector(".back").addEventListener("click", () => step(-1));
  form.querySelector(".on").addEventListener("click", () => step(1));
  position.addEventListener("input", () => goTo(+position.value));
  for (const sign of ["pointerenter", "focusin"]) form.addEventListener(sign, loaded, { once: true });
  for (const sign of ["input", "reset"]) document.querySelector(".sliders")?.addEventListener(sign, backToFigure);
  addEventListener("hashchange", backToFigure);
  dark.addEventListener("change", () => { if (!canvas.hidden) show(); });
  say();
  form.hidden = false;
})();
