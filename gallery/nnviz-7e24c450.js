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
    link.textContent = `Go on: ${coming.textContent.trim()}`;
    on.querySelector("small").textContent = `${count} of ${path.length} seen; kept in this browser only.`;
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
    const said = shown ? `${shown} of ${cards.length} ${form.dataset.counted}s` : `No ${form.dataset.counted} has these words.`;
    const missing = answer?.missing.length ? `${answer.missing.join(" ")}${shown ? " Nearest:" : ""}` : "";
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
  for (const button of page.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", () => copy(code, button.nextElementSibling));
  }
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
    const values = changed();
    wanted = { values, moving, key: asText(values) };
    root.dispatchEvent(new CustomEvent("wished"));
    form.querySelector("[type=reset]").disabled = !wanted.key;
    stage.setAttribute("aria-busy", String(wanted.key !== shown));
    if (slow && moving) return say("Computed when you let go.");
    if (!asking) return answer();
    if (performance.now() - asking.since > patience) asking.abort.abort();
  }

  async function answer() {
    while (wanted) {
      const now = wanted;
      wanted = null;
      asking = { since: performance.now(), abort: new AbortController() };
      const waiting = setTimeout(() => say("Computing …"), 500);
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
    Object.assign(back, { type: "button", textContent: "Back to the last one" });
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
      both.map(([name, a, b]) => `${name} ${a || "none"} | ${b || "none"}`).join(", ") || "Both are alike: move a control.";
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
    else if (kind === "choice" && ![...field.options].some(one => one.value === value)) field.add(new Option("your own", value, false, true));
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
// Predict first: one question after another, each covering the page until it is answered.
// `fetched` promises that a question is there, where it comes only when it is asked.
function askQuestions(fold, fetched = async () => {}) {
  const places = [...fold.querySelectorAll(".question")];
  let now = 0;

  async function ask(number, focus) {
    now = number;
    places.forEach((one, place) => { one.hidden = place !== number; });
    if (!places[number].childElementCount) await fetched(places[number], number);
    if (!focus) return;
    fold.scrollIntoView({ behavior: "instant", block: "nearest" });
    places[number].querySelector("input")?.focus();
  }

  function answer(question) {
    const guess = question.querySelector("input:checked"), need = question.querySelector(".need");
    need.hidden = Boolean(guess);
    if (!guess) return question.querySelector("input").focus();
    const right = guess.value === question.querySelector(".reveal").dataset.right;
    question.querySelector(".said-of").textContent = right ? "Right:" : "Not so. It is";
    for (const reply of question.querySelectorAll(".reply")) reply.hidden = reply.dataset.choice !== guess.value;
    for (const choice of question.querySelectorAll("input")) choice.disabled = true;
    question.classList.add("answered");
    question.querySelector(".reveal").open = true;
    cropFigures(question);
    const next = question.querySelector(".next");
    next.hidden = false;
    if (now + 1 < places.length) next.textContent = `Next question (${now + 2} of ${places.length})`;
    question.querySelector(".verdict").focus();
  }

  function again(question) {
    question.reset();
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
    if (event.key !== "Enter" || !event.target.matches("input[type=radio]")) return;
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
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const themed = data => (dark.matches ? data.dark : data.light);
  const asText = values => String(new URLSearchParams(values));
  let panel = null;
  // The page says headline and setting as text, so the picture need not.
  const stage = main?.querySelector(".stage[data-head]");
  if (stage) stage.querySelector(".sheet").style.marginTop = `${-100 * stage.dataset.head}%`;

  const fold = main?.querySelector(".predict");
  if (fold) askQuestions(fold);

  if (form) {
    const states = new Map([...document.querySelectorAll("template[data-setting]")]
      .map(state => [asText(state.dataset.setting), state]));
    const base = () => themed({ light: form.dataset.base, dark: form.dataset.baseDark });
    const source = {
      async ask(values) {
        const { content, dataset } = states.get(asText(values));
        const parts = [...content.querySelectorAll("[data-part]")].map(part => [part.dataset.part, part.innerHTML]);
        const pictures = dataset.setting ? [base(), themed(dataset)] : [themed(dataset)];
        return { parts: Object.fromEntries(parts), alt: dataset.alt, pictures, head: +dataset.head };
      },
      // Where the combination was not drawn, the others go back to where they began.
      fit: (values, moved) => states.has(asText(values)) ? values : moved in values ? { [moved]: values[moved] } : {},
    };
    form.hidden = false;
    panel = makePanel(main, source);
    dark.addEventListener("change", () => panel.wish());
    const fetchPictures = () => [base(), ...[...states.values()].map(state => themed(state.dataset))]
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
    time.textContent = `${(number * each / 1000).toFixed(1)} s`;
    position.setAttribute("aria-valuetext", `frame ${number + 1} of ${count}`);
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
    play.textContent = "Play";
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
    play.textContent = "Pause";
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
