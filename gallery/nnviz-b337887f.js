const WORDS = {};
// What scripts say, in the language of the page: `WORDS` has its translations, by the English.
const filled = (said, names) => said.replace(/\{(\w+)\}/g, (whole, name) => names[name] ?? whole);
const tr = (english, names = {}) => filled(WORDS[english] ?? english, names);

// A page in another language opens in the state that this one has.
addEventListener("click", event => {
  const link = event.target.closest?.(".languages a");
  if (link) link.hash = location.hash;
});
"use strict";
// The search of nnviz/search.py, by the same list of words and the same rules.
function makeSearch(listed) {
  const rules = listed.rules.map(([pattern, put]) => [new RegExp(pattern, "gu"), put]);
  const stop = new Set(listed.stop), words = Object.entries(listed.words), { worth } = listed;
  const pairs = entries => Array.from({ length: entries.length / 2 }, (_, i) => [entries[2 * i], entries[2 * i + 1]]);

  function stems(text) {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("'", "");
    return (plain.match(/[\p{L}\p{N}]+/gu) || []).map(word => rules.reduce((form, [rule, put]) => form.replace(rule, put), word));
  }

  function oneApart(one, other) {
    if (Math.abs(one.length - other.length) > 1 || one === other) return false;
    let start = 0;
    while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1;
    const a = one.slice(start), b = other.slice(start);
    const swapped = a.length > 1 && a.length === b.length && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || swapped;
  }

  function worthOf(word, other) {
    if (word.length >= listed.shortest && other.startsWith(word)) return worth.begun;
    return word.length > listed.shortest && oneApart(word, other) ? worth.misspelt : 0;
  }

  function pointsOf(wanted, number) {
    const own = new Map(), word = wanted[number];
    const take = (entries, share) => share && pairs(entries).forEach(([place, value]) => {
      own.set(place, Math.max(own.get(place) || 0, value * share));
    });
    const joined = [number ? wanted[number - 1] + word : "", number + 1 < wanted.length ? word + wanted[number + 1] : ""];
    for (const one of joined) if (Object.hasOwn(listed.words, one)) take(listed.words[one], 1);
    if (Object.hasOwn(listed.words, word)) take(listed.words[word], 1);
    else for (const [other, entries] of words) take(entries, worthOf(word, other));
    return own;
  }

  // Names with their points, best first, and what is not covered; null where nothing is asked.
  return query => {
    const wanted = stems(query).filter(word => !stop.has(word));
    if (!wanted.length) return null;
    const points = listed.names.map(() => 0), matched = listed.names.map(() => 0);
    wanted.forEach((_, number) => pointsOf(wanted, number).forEach((value, place) => { points[place] += value; matched[place] += 1; }));
    const parts = new Set();
    for (let end = 1; end <= wanted.length; end += 1) {
      for (let size = 1; size < 5; size += 1) parts.add(wanted.slice(Math.max(0, end - size), end).join(" "));
    }
    for (const part of parts) {
      if (Object.hasOwn(listed.phrases, part)) for (const [place, value] of pairs(listed.phrases[part])) points[place] += value;
    }
    const missing = listed.missing.filter(one => one.names.some(name => parts.has(name)));
    const whole = points.map((value, place) => value * (matched[place] / wanted.length));
    missing.flatMap(one => one.near).forEach((name, rank) => { whole[listed.names.indexOf(name)] += 1000 - 20 * rank; });
    const rounded = whole.map(value => Math.floor(value + 0.5)), best = Math.max(0, ...rounded);
    const places = rounded.map((_, place) => place).filter(place => rounded[place] > worth.faint * best);
    places.sort((a, b) => rounded[b] - rounded[a] || a - b);
    return { hits: places.map(place => [listed.names[place], rounded[place]]), missing: missing.map(one => one.said) };
  };
}
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
// What the pages of concepts have in common: citations lead to claims, code is copied.
function readArticle(page) {
  page.addEventListener("click", event => {
    const cite = event.target.closest(".cite");
    const claim = cite && page.getElementById(cite.hash.slice(1));
    if (!claim) return;
    event.preventDefault();  // the address goes on naming the setting
    claim.closest("details")?.setAttribute("open", "");
    claim.querySelector("details")?.setAttribute("open", "");
    (claim.querySelector("summary") || claim).focus();
  });

  explainSymbols(page);

  document.addEventListener("click", event => {
    const tried = event.target.closest(".tries a");
    if (!tried) return;
    const headline = document.querySelector(".stage .headline");
    headline.tabIndex = -1;  // so that who reads by ear hears what changes
    headline.focus({ preventScroll: true });
    document.querySelector(".stage").scrollIntoView({ block: "start" });
  });
  const markTried = () => {
    for (const one of document.querySelectorAll(".tries a")) {
      one.toggleAttribute("aria-current", one.hash === location.hash);
    }
  };
  for (const sign of ["hashchange", "popstate"]) addEventListener(sign, markTried);
  markTried();

  const scrollers = [...page.querySelectorAll(".scrolls")];
  const letKeysScroll = () => {
    for (const one of scrollers) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
  };
  const watch = new ResizeObserver(letKeysScroll);
  for (const one of scrollers) for (const each of [one, one.firstElementChild]) watch.observe(each);

  async function copy(code, copied) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copied.textContent = tr("Copied.");
    } catch {
      getSelection().selectAllChildren(code);
      copied.textContent = document.execCommand("copy") ? tr("Copied.") : tr("Selected; press Ctrl+C.");
    }
    setTimeout(() => { copied.textContent = ""; }, 3000);
  }
  for (const button of page.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", () => copy(code, button.nextElementSibling));
  }
}
// A symbol is explained where the page uses it first, on hover and on focus, in the words of the
// page's own list. What a formula uses first is explained with the whole formula.
function explainSymbols(page) {
  const meanings = new Map([...page.querySelectorAll(".symbols dt")]
    .map(sign => [sign.textContent, sign.nextElementSibling.textContent]));
  if (!meanings.size) return;
  const places = ".summary, [data-part=headline], [data-part=setting], [data-part=caption], [data-part=look], .explanation .prose";
  const tip = Object.assign(document.createElement("div"), { id: "symbol-tip", className: "tip", role: "tooltip", hidden: true });
  page.querySelector(".symbols").after(tip);
  const plain = sign => sign.replace("ϵ", "ε").trim();

  function wrap(found, signs) {
    const around = Object.assign(document.createElement("span"), { className: "symbol", tabIndex: 0 });
    around.dataset.signs = signs.join("");
    found.replaceWith(around);
    around.append(found);
  }

  function inProse(text, unseen) {
    for (let i = 0; i < text.length; i++) {
      const sign = plain(text.data[i]);
      if (sign <= "~" || !unseen.delete(sign)) continue;  // a Latin letter is a word here
      const letter = text.splitText(i), rest = letter.splitText(1);
      wrap(letter, [sign]);
      return inProse(rest, unseen);
    }
  }

  function explain() {
    for (const old of page.querySelectorAll(".symbol")) old.replaceWith(...old.childNodes);
    const unseen = new Set(meanings.keys());
    for (const place of page.querySelectorAll(places)) {
      if (place.closest(".twin, template")) continue;
      place.normalize();
      const walk = document.createTreeWalker(place, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
        node => (node.parentNode.closest("math, a, code, .symbol") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
      const found = [];
      while (walk.nextNode()) found.push(walk.currentNode);
      for (const node of found) {
        if (node.nodeType === Node.TEXT_NODE) inProse(node, unseen);
        else if (node.localName === "math") {
          const signs = [...node.querySelectorAll("mi, mo")].map(one => plain(one.textContent)).filter(sign => unseen.delete(sign));
          if (signs.length) wrap(node, signs);
        }
      }
    }
  }

  function show(symbol) {
    tip.replaceChildren(...[...symbol.dataset.signs].map(sign =>
      Object.assign(document.createElement("div"), { textContent: `${sign}: ${meanings.get(sign)}` })));
    tip.hidden = false;
    symbol.setAttribute("aria-describedby", tip.id);
    const box = symbol.getBoundingClientRect(), room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const below = box.bottom + 4 + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(box.left, room))}px`;
    tip.style.top = `${below ? box.bottom + 4 : box.top - 4 - tip.offsetHeight}px`;
  }
  const hide = () => { tip.hidden = true; };
  for (const sign of ["pointerover", "focusin"]) {
    page.addEventListener(sign, event => {
      const symbol = event.target.closest(".symbol");
      if (symbol) show(symbol);
      else if (sign === "pointerover") hide();
    });
  }
  page.addEventListener("focusout", hide);
  const follow = () => { if (!tip.hidden && page.activeElement?.matches(".symbol")) show(page.activeElement); else hide(); };
  addEventListener("scroll", follow, { passive: true, capture: true });
  page.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
  page.addEventListener("shown", explain, true);  // a part that was shown anew
  explain();
}
// Asks who answers by messages, as a notebook's kernel or a worker of the page does. `post` sends a
// question {id, ...}; what comes back is handed to `heard({id, status}, content)`, its content the
// bytes of JSON. One question is answered at a time: one that nobody waits for any more is not put.
function makeAsker(post, silence, patience = 90_000) {
  const waiting = new Map();
  let last = 0, before = Promise.resolve();

  const put = question => new Promise((resolve, reject) => {
    const id = ++last;
    waiting.set(id, resolve);
    setTimeout(() => waiting.delete(id) && reject(new Error(silence)), patience);
    post({ id, ...question });
  });

  async function ask(question, signal) {
    const answer = before.then(() => { signal?.throwIfAborted(); return put(question); });
    before = answer.catch(() => {});
    const gone = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const { status, content } = await Promise.race([answer, gone]);
    return understood(JSON.parse(new TextDecoder().decode(content)), status === 200);
  }

  function heard({ id, status }, content) {
    waiting.get(id)?.({ status, content });
    waiting.delete(id);
  }

  return { ask, heard };
}

// What was told, or an Error with what is wrong, for each parameter where that is known.
function understood(told, isWell) {
  if (isWell) return told;
  throw Object.assign(new Error(told.error), { sentences: told.sentences });
}
// The panel: the controls and the figure of one concept. It asks a source for a setting, and shows
// what comes, all of it in one step. A source has `ask(values, moving, signal)`, which promises
// {parts, alt, pictures, head, moves, slow}: HTML by the name of each part, and pictures to lay over
// one another; it fails with an Error, whose `sentences` by parameter say what is out of range.
// A source that has not every setting has `fit(values, moved)`, which returns one that it has; one
// that takes files has `send(file)`, which promises the key of one. `memory` keeps the setting.
function makePanel(root, source, memory = addressBar) {
  const page = root.getRootNode();
  const stage = root.querySelector(".stage"), form = root.querySelector(".controls");
  const said = stage.querySelector(".said"), twin = root.querySelector(".twin");
  const differs = root.querySelector(".differs");
  const controls = [...form.querySelectorAll(".control")].map(controlOf);
  const parts = [...root.querySelectorAll("[data-part]")].filter(part => !part.closest(".twin"));
  const patience = 1000, HELD = "compare-with";
  let wanted = null, asking = null, shown = stage.dataset.shown ?? null, held = null, slow = false;

  const changed = () => Object.fromEntries(controls.filter(c => c.value !== c.home).map(c => [c.name, c.value]));
  const asText = values => String(new URLSearchParams(values));

  function wish(moving = false) {
    if (!form.isConnected) return;  // another panel has taken its place
    const values = changed();
    wanted = { values, moving, key: asText(values) };
    root.dispatchEvent(new CustomEvent("wished"));
    form.querySelector("[type=reset]").disabled = !wanted.key;
    stage.setAttribute("aria-busy", String(wanted.key !== shown));
    if (slow && moving) return say(tr("Computed when you let go."));
    if (!asking) return answer();
    if (performance.now() - asking.since > patience) asking.abort.abort();
  }

  async function answer() {
    while (wanted) {
      const now = wanted;
      wanted = null;
      asking = { since: performance.now(), abort: new AbortController() };
      const waiting = setTimeout(() => say(tr("Computing …")), 500);
      try {
        await show(await source.ask(now.values, now.moving, asking.abort.signal), now);
      } catch (error) {
        if (error.name !== "AbortError" && !wanted) fail(error);
      } finally {
        clearTimeout(waiting);
      }
    }
    asking = null;
  }

  // Pictures are decoded first, so that they change together with the words.
  async function decoded(state) {
    const pictures = state.pictures.map(address => Object.assign(new Image(), { src: address, alt: "" }));
    pictures[0].alt = state.alt;
    await Promise.all(pictures.map(picture => picture.decode().catch(() => {})));
    return pictures;
  }

  function fill(place, parts, state, pictures) {
    const sheet = place.querySelector(".sheet"), [first] = pictures;
    sheet.querySelectorAll("img, picture").forEach(old => old.remove());
    sheet.prepend(...pictures);
    sheet.style.marginTop = `${-100 * state.head * first.naturalHeight / first.naturalWidth}%`;
    for (const part of parts) part.innerHTML = state.parts[part.dataset.part];
  }

  async function show(state, now) {
    fill(stage, parts, state, await decoded(state));
    [slow, shown] = [Boolean(state.slow), now.key];
    stage.dataset.shown = shown;
    stage.setAttribute("aria-busy", String(Boolean(wanted)));
    stage.classList.remove("failed");
    for (const control of controls) control.complain("");
    if (!wanted) say("");
    compare();
    root.dispatchEvent(new CustomEvent("shown", { detail: { ...now, moves: state.moves } }));
  }

  function fail(error) {
    stage.setAttribute("aria-busy", "false");
    for (const control of controls) control.complain(error.sentences?.[control.name] || "");
    if (error.sentences) return say("");
    stage.classList.add("failed");
    say(error.message);
    const back = document.createElement("button");
    Object.assign(back, { type: "button", textContent: tr("Back to the last one") });
    back.addEventListener("click", () => go(shown || ""));
    said.append(back);
    back.focus();
  }

  function say(sentence) {
    said.textContent = sentence;
    said.hidden = !sentence;
  }

  // A setting held against the one that moves: beside it, with what differs.
  async function hold(values) {
    held = values;
    twin.hidden = differs.hidden = !held;
    root.classList.toggle("comparing", Boolean(held));
    page.querySelector("[data-does=compare]")?.setAttribute("aria-pressed", String(Boolean(held)));
    if (!held) return;
    const state = await source.ask(held, false);
    fill(twin, twin.querySelectorAll("[data-part]"), state, await decoded(state));
    compare();
  }

  function compare() {
    if (!held) return;
    const both = controls.map(c => [c.name, held[c.name] ?? c.home, c.value]).filter(([, a, b]) => a !== b);
    differs.textContent =
      both.map(([name, a, b]) => `${name} ${a || tr("none")} | ${b || tr("none")}`).join(", ") || tr("Both are alike: move a control.");
  }

  const remember = moving =>
    memory.keep(asText({ ...changed(), ...(held && { [HELD]: asText(held) }) }), moving);

  function take(hash) {
    const values = new URLSearchParams(hash);
    for (const control of controls) control.value = values.get(control.name) ?? control.home;
    const other = values.get(HELD);
    if (twin) hold(other === null ? null : Object.fromEntries(new URLSearchParams(other)));
  }

  function go(hash) {
    take(hash);
    remember(false);
    wish();
  }

  // A file stands for its parameter by the key that comes back.
  async function send(field) {
    const box = field.closest(".control"), keys = [];
    try {
      for (const file of field.files) keys.push(await source.send(file));
      box.dispatchEvent(new CustomEvent("sent", { detail: keys.join(",") }));
    } catch (error) {
      controls.find(one => one.name === box.dataset.parameter).complain(error.message);
    }
  }

  function fit(moved) {
    const values = source.fit?.(changed(), moved);
    if (values) for (const control of controls) control.value = values[control.name] ?? control.home;
  }

  for (const control of controls) {
    control.listen(moving => { fit(control.name); remember(moving); wish(moving); });
  }
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", event => { event.preventDefault(); go(""); });
  page.querySelector("[data-does=compare]")?.addEventListener("click", () => {
    hold(held ? null : changed());
    remember(false);
    wish();
  });
  const recall = () => {
    if (memory.setting.startsWith("claim-")) return shown === null && wish();
    take(memory.setting);
    fit(Object.keys(changed())[0]);
    if (asText(changed()) !== shown) wish();
  };
  memory.listen(recall);
  for (const field of form.querySelectorAll("input[type=file]")) {
    field.addEventListener("change", () => send(field));
  }
  recall();
  const leave = () => { if (asText(changed())) go(""); };
  return { wish, go, leave, get values() { return changed(); } };
}

// The address holds the setting. While a control moves it is replaced; what a control is left at
// is a place to come back to.
const addressBar = {
  get setting() { return location.hash.slice(1); },
  keep(setting, moving) {
    const address = setting ? `#${setting}` : location.pathname + location.search;
    if (setting === location.hash.slice(1)) return moving || history.replaceState(null, "", address);
    const how = history.state === "moving" ? "replaceState" : "pushState";
    history[how](moving ? "moving" : null, "", address);
  },
  listen(recall) { addEventListener("hashchange", recall); },
};

// One control: its value as it is typed, and a slider, where it has one, that moves it.
function controlOf(box) {
  const field = box.querySelector(".value"), slide = box.querySelector(".slide");
  const reset = box.querySelector(".home"), wrong = box.querySelector(".wrong");
  const { parameter: name, home, kind } = box.dataset;
  const { scale, end, stops } = slide ? slide.dataset : {};
  const digits = slide ? Math.max(0, Math.ceil(-Math.log10(+slide.step))) : 0;
  const drawn = stops && JSON.parse(stops);
  let sent = home;  // the key of a file

  // A scale is of the value, of its logarithm, of how little it lacks to its end, or of what is drawn.
  const ofPlace = {
    linear: place => +place.toFixed(digits),
    log: place => +(10 ** place).toPrecision(3),
    gap: place => +(end - (10 ** -place).toPrecision(2)).toFixed(12),
    drawn: place => drawn[place],
  }[scale];
  const placeOf = {
    linear: Number, log: Math.log10, gap: value => -Math.log10(end - value), drawn: value => drawn.indexOf(value),
  }[scale];
  const ofSlide = () => String("whole" in slide.dataset ? Math.round(ofPlace(+slide.value)) : ofPlace(+slide.value));
  const read = () => ({
    switch: () => field.checked ? "yes" : "no", file: () => sent, drawn: ofSlide,
  }[kind] || (() => field.value.trim()))();

  function write(value) {
    if (drawn && !drawn.includes(value)) value = home;
    if (kind === "switch") field.checked = value === "yes";
    else if (kind === "file") sent = value;
    else if (kind === "drawn") field.textContent = value;
    else if (kind === "choice" && ![...field.options].some(one => one.value === value)) field.add(new Option(tr("your own"), value, false, true));
    else field.value = value;
    if (slide && ofSlide() !== value) slide.value = placeOf(value);
    slide?.setAttribute("aria-valuetext", value);
    const atHome = read() === home;
    box.classList.toggle("changed", !atHome);
    if (reset) reset.hidden = atHome;
  }

  return {
    name, home,
    get value() { return read(); },
    set value(value) { write(value); },
    complain(sentence) {
      if (!wrong) return;
      [wrong.textContent, wrong.hidden] = [sentence, !sentence];
      field.setAttribute("aria-invalid", String(Boolean(sentence)));
      field.setAttribute("aria-describedby", sentence ? wrong.id : "");
    },
    listen(told) {
      const moved = (value, moving) => { write(value); told(moving); };
      slide?.addEventListener("input", () => moved(ofSlide(), true));
      slide?.addEventListener("change", () => moved(ofSlide(), false));
      if (kind !== "file") field.addEventListener("change", () => moved(read(), false));
      reset?.addEventListener("click", () => { moved(home, false); (slide || field).focus(); });
      box.addEventListener("sent", event => moved(event.detail, false));
    },
  };
}
// A curve to be drawn before it is seen: with the pointer, or with the arrow keys point by point.
// The picture is cropped to the curve's panel, whose inside is covered until the guess is revealed.
// Then the arrow keys go along both, and each point's value text says how high both are.
function makePad(question) {
  const pad = question.querySelector(".pad"), pen = pad.querySelector("svg"), picture = pad.querySelector("picture");
  const { panel, inside, points } = JSON.parse(pad.dataset.guess);
  const guess = points.map(() => 0.5), said = question.querySelector(".verdict");
  const percent = share => `${100 * share}%`;
  let at = 0, last = null, revealed = false;

  const image = picture.querySelector("img");
  const shape = () => { pad.style.aspectRatio = `${panel[2] * image.naturalWidth} / ${panel[3] * image.naturalHeight}`; };
  image.complete && image.naturalWidth ? shape() : image.addEventListener("load", shape, { once: true });
  Object.assign(picture.style, { width: percent(1 / panel[2]), left: percent(-panel[0] / panel[2]), top: percent(-panel[1] / panel[3]) });
  Object.assign(pen.style, {
    left: percent((inside[0] - panel[0]) / panel[2]), top: percent((inside[1] - panel[1]) / panel[3]),
    width: percent(inside[2] / panel[2]), height: percent(inside[3] / panel[3]),
  });

  function draw() {
    pen.querySelector("polyline").setAttribute("points", guess.map((y, i) => `${points[i][0]},${1 - y}`).join(" "));
    const mark = pen.querySelector("line");
    for (const end of ["x1", "x2"]) mark.setAttribute(end, points[at][0]);
    for (const end of ["y1", "y2"]) mark.setAttribute(end, 1 - guess[at]);
    pen.setAttribute("aria-valuenow", Math.round(100 * guess[at]));
    pen.setAttribute("aria-readonly", revealed);
    const [height, real] = [guess[at], points[at][1]].map(share => Math.round(100 * share));
    const told = { point: at + 1, count: guess.length, height, real };
    pen.setAttribute("aria-valuetext", revealed
      ? tr("Point {point} of {count}: the curve at {real} %, your guess at {height} % of the height", told)
      : tr("Point {point} of {count}: {height} % of the height", told));
  }

  function place(event) {
    const box = pen.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const nearest = points.reduce((best, [at], i) => (Math.abs(at - x) < Math.abs(points[best][0] - x) ? i : best), 0);
    return [nearest, Math.min(1, Math.max(0, 1 - (event.clientY - box.top) / box.height))];
  }
  function follow(event) {
    const [to, height] = place(event), [from, before] = last ?? [to, height];
    for (let i = Math.min(from, to); i <= Math.max(from, to); i++) {
      guess[i] = to === from ? height : before + (height - before) * (i - from) / (to - from);
    }
    [at, last] = [to, [to, height]];
    draw();
  }
  pen.addEventListener("pointerdown", event => {
    if (revealed) return;
    pen.setPointerCapture(event.pointerId);
    last = null;
    follow(event);
  });
  pen.addEventListener("pointermove", event => { if (last && !revealed) follow(event); });
  for (const sign of ["pointerup", "pointercancel"]) pen.addEventListener(sign, () => { last = null; });

  const steps = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2 }, moves = { ArrowRight: 1, ArrowLeft: -1 };
  pen.addEventListener("keydown", event => {
    if (event.key in steps && !revealed) guess[at] = Math.min(1, Math.max(0, guess[at] + steps[event.key]));
    else if (event.key in moves) at = Math.min(guess.length - 1, Math.max(0, at + moves[event.key]));
    else if (event.key === "Home") at = 0;
    else if (event.key === "End") at = guess.length - 1;
    else return;
    event.preventDefault();
    draw();
  });

  // Shown beside the real one: how far the guess is off, in the mean over its points.
  question.tell = () => {
    const off = guess.reduce((sum, y, i) => sum + Math.abs(y - points[i][1]), 0) / guess.length;
    const told = { off: Math.round(100 * off) };
    revealed = true;
    draw();
    said.textContent = tr("Your guess, dashed, lies {off} % of the panel's height beside the curve, in the mean.", told);
  };
  question.again = () => { guess.fill(0.5); at = 0; revealed = false; draw(); };
  draw();
}
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
// A gallery's page: its source is what was drawn beforehand, each state in a template.
readArticle(document);
(() => {
  const main = document.getElementById("content"), form = main?.querySelector(".controls.drawn");
  const strips = [...document.querySelectorAll("[data-film]")];
  const dark = matchMedia("(prefers-color-scheme: dark)"), narrow = matchMedia("(width < 40rem)");
  const themed = data => (dark.matches ? data.dark : data.light);
  const asText = values => String(new URLSearchParams(values));
  let panel = null;
  // The page says headline and setting as text, so the picture need not.
  const stage = main?.querySelector(".stage[data-head]");
  // A phone's has neither.
  const small = () => narrow.matches && stage?.dataset.phone;
  const crop = () => { stage.querySelector(".sheet").style.marginTop = `${small() ? 0 : -100 * stage.dataset.head}%`; };
  if (stage) crop();
  if (stage) narrow.addEventListener("change", crop);

  const fold = main?.querySelector(".predict");
  if (fold) askQuestions(fold);

  if (form) {
    const states = new Map([...document.querySelectorAll("template[data-setting]")]
      .map(state => [asText(state.dataset.setting), state]));
    const { base: light, baseDark } = form.dataset, { phone, phoneDark } = stage.dataset;
    const base = () => themed(small() ? { light: phone, dark: phoneDark } : { light, dark: baseDark });
    const drawn = state => (small() ? `phone-${themed(state)}` : themed(state));
    const source = {
      async ask(values) {
        const { content, dataset } = states.get(asText(values));
        const parts = [...content.querySelectorAll("[data-part]")].map(part => [part.dataset.part, part.innerHTML]);
        const pictures = dataset.setting ? [base(), drawn(dataset)] : [small() ? base() : themed(dataset)];
        return { parts: Object.fromEntries(parts), alt: dataset.alt, pictures, head: small() ? 0 : +dataset.head };
      },
      // Where the combination was not drawn, the others go back to where they began.
      fit: (values, moved) => states.has(asText(values)) ? values : moved in values ? { [moved]: values[moved] } : {},
    };
    form.hidden = false;
    panel = makePanel(main, source);
    for (const look of [dark, narrow]) look.addEventListener("change", () => panel.wish());
    const moved = [...states.values()].filter(state => state.dataset.setting);
    const fetchPictures = () => [base(), ...moved.map(state => drawn(state.dataset))]
      .forEach(address => { new Image().src = address; });
    for (const sign of ["pointerenter", "focusin"]) form.addEventListener(sign, fetchPictures, { once: true });
  }

  if (strips.length) {
    const film = async () => strips.find(strip => strip.dataset.film === (dark.matches ? "dark" : "light")).dataset;
    const player = makePlayer(main.querySelector(".player"), main.querySelector("canvas"), film, () => panel?.leave());
    for (const sign of ["pointerenter", "focusin"]) main.querySelector(".player").addEventListener(sign, player.loaded, { once: true });
    main.addEventListener("wished", player.backToFigure);
    dark.addEventListener("change", player.forget);
  }
})();
// Plays the film of a figure: the first frame, and the tiles that change in each one after it.
// `load` promises a film {tile, across, first, tiles, changes}; `leave` is called before it is shown.
function makePlayer(form, canvas, load, leave = () => {}) {
  const position = form.querySelector("input"), time = form.querySelector("output");
  const play = form.querySelector(".play"), paper = canvas.getContext("2d");
  const { count, seconds } = form.dataset;
  const last = count - 1, each = 1000 * seconds / count;
  let film = null, drawn = -1, playing = 0;

  async function fetchImage(name) {
    if (!name) return null;
    const image = Object.assign(new Image(), { src: name });
    await image.decode();
    return image;
  }

  function changesOf(text) {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const words = new DataView(bytes.buffer), frames = [[]];
    for (let at = 0; at < bytes.length;) {
      const pairs = words.getUint16(at, true), frame = [];
      for (at += 2; frame.length < pairs; at += 4) {
        frame.push([words.getUint16(at, true), words.getUint16(at + 2, true)]);
      }
      frames.push(frame);
    }
    return frames;
  }

  async function read() {
    const told = await load();
    const [first, tiles] = await Promise.all([told.first, told.tiles].map(fetchImage));
    [canvas.width, canvas.height, drawn] = [first.naturalWidth, first.naturalHeight, -1];
    return { first, tiles, tile: +told.tile, across: +told.across, changes: changesOf(told.changes) };
  }
  const loaded = () => (film ??= read());

  function draw({ first, tiles, tile, across, changes }, number) {
    const columns = Math.ceil(canvas.width / tile);
    if (number < drawn || drawn < 0) {
      paper.drawImage(first, 0, 0);
      drawn = 0;
    }
    while (drawn < number) {
      for (const [place, one] of changes[++drawn]) {
        paper.drawImage(tiles,
          one % across * tile, Math.floor(one / across) * tile, tile, tile,
          place % columns * tile, Math.floor(place / columns) * tile, tile, tile);
      }
    }
  }

  function say() {
    const number = +position.value;
    time.textContent = tr("{seconds} s", { seconds: (number * each / 1000).toFixed(1) });
    position.setAttribute("aria-valuetext", tr("frame {number} of {count}", { number: number + 1, count }));
  }

  async function show() {
    say();
    const told = await loaded(), number = +position.value;
    if (number < last) draw(told, number);
    canvas.hidden = number === last;
  }

  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = tr("Play");
  }

  function goTo(number) {
    pause();
    leave();
    position.value = Math.min(Math.max(number, 0), last);
    return show();
  }

  function backToFigure() {
    pause();
    position.value = last;
    canvas.hidden = true;
    say();
  }

  function forget() {
    film = null;
    backToFigure();
  }

  async function start() {
    leave();
    if (+position.value === last) position.value = 0;
    play.textContent = tr("Pause");
    playing = -1;
    await show();
    if (!playing) return;
    // Who asked for less motion sees a frame a second, not a film.
    const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : each;
    const from = position.value, begin = performance.now();
    const next = now => {
      const number = Math.min(+from + Math.max(0, Math.floor((now - begin) / pace)), last);
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
  say();
  form.hidden = false;
  return { backToFigure, forget, loaded, show, get open() { return !canvas.hidden; } };
}
