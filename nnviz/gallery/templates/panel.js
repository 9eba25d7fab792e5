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
