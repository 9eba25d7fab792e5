// The panel: the controls and the figure of one concept. It asks a source for a setting, and shows
// what comes, all of it at once. A source is an object with `ask(values, moving, signal)`, which
// promises {parts, alt, picture, head} or fails with an Error that has `sentences` by parameter.
function makePanel(root, source) {
  const stage = root.querySelector(".stage"), image = stage.querySelector("img");
  const said = stage.querySelector(".said"), form = root.querySelector(".controls");
  const controls = [...form.querySelectorAll(".control")].map(controlOf);
  const patience = 1000;
  let wanted = null, asking = null, shown = null, slow = false;

  const changed = () => Object.fromEntries(controls.filter(c => !c.atHome).map(c => [c.name, c.value]));
  const addressOf = values => String(new URLSearchParams(values));

  function wish(moving = false) {
    wanted = { values: changed(), moving, key: addressOf(changed()) };
    form.querySelector("[type=reset]").disabled = controls.every(c => c.atHome);
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
        if (error.name !== "AbortError" && !wanted) fail(error, now);
      } finally {
        clearTimeout(waiting);
      }
    }
    asking = null;
  }

  // The picture is decoded first, so that words and picture change in one step.
  async function show(state, now) {
    const next = new Image();
    next.src = state.picture;
    await next.decode().catch(() => {});
    if (wanted && slow) return;
    next.alt = state.alt;
    stage.querySelector("img").replaceWith(next);
    next.style.marginTop = `${-100 * state.head * next.naturalHeight / next.naturalWidth}%`;
    for (const [name, html] of Object.entries(state.parts)) {
      for (const part of root.querySelectorAll(`[data-part="${name}"]`)) part.innerHTML = html;
    }
    slow = Boolean(state.slow);
    shown = now.key;
    stage.dataset.shown = shown;
    stage.setAttribute("aria-busy", String(Boolean(wanted)));
    stage.classList.remove("failed");
    for (const control of controls) control.complain("");
    if (!wanted) say("");
    root.dispatchEvent(new CustomEvent("shown", { detail: now }));
  }

  function fail(error, now) {
    stage.setAttribute("aria-busy", "false");
    if (error.sentences) {
      for (const control of controls) control.complain(error.sentences[control.name] || "");
      return say("");
    }
    stage.classList.add("failed");
    say(error.message);
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = "Back to the last one";
    back.addEventListener("click", () => go(shown || ""));
    said.append(back);
    back.focus();
  }

  function say(sentence) {
    said.textContent = sentence;
    said.hidden = !sentence;
  }

  // The address holds the setting. While a control moves it is replaced; a setting left at rest is
  // one to come back to.
  function remember(moving) {
    const hash = addressOf(changed());
    const address = location.pathname + location.search + (hash && `#${hash}`);
    if (address === location.pathname + location.search + location.hash) return;
    history[moving || history.state === "moving" ? "replaceState" : "pushState"](moving ? "moving" : "", "", address);
  }

  function take(hash) {
    const values = new URLSearchParams(hash);
    for (const control of controls) control.set(values.get(control.name) ?? control.home);
  }

  function go(hash) {
    take(hash);
    remember(false);
    wish();
  }

  for (const control of controls) {
    control.listen(moving => { remember(moving); wish(moving); });
  }
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", event => { event.preventDefault(); go(""); });
  addEventListener("popstate", () => {
    if (location.hash.startsWith("#claim-")) return;
    take(location.hash.slice(1));
    wish();
  });
  take(location.hash.startsWith("#claim-") ? "" : location.hash.slice(1));
  wish();
  return { wish, go, get values() { return changed(); }, get address() { return addressOf(changed()); } };
}

// One control: its value as it is typed, and a slider, if it has one, that moves it.
function controlOf(box) {
  const field = box.querySelector(".value"), slide = box.querySelector(".slide");
  const reset = box.querySelector(".home"), wrong = box.querySelector(".wrong");
  const { parameter: name, home, kind } = box.dataset;
  const whole = slide && "whole" in slide.dataset;
  const { scale, end } = slide ? slide.dataset : {};
  let sent = home;

  const read = () => kind === "switch" ? (field.checked ? "yes" : "no") : kind === "file" ? sent : field.value.trim();
  const digits = slide ? Math.max(0, Math.ceil(-Math.log10(+slide.step))) : 0;
  // A scale is of the value, of its logarithm, or of how little it lacks to its end.
  const ofPlace = {
    linear: place => +place.toFixed(digits),
    log: place => +(10 ** place).toPrecision(3),
    gap: place => +(end - (10 ** -place).toPrecision(2)).toFixed(12),
  }[scale];
  const placeOf = { linear: value => value, log: Math.log10, gap: value => -Math.log10(end - value) }[scale];
  const ofSlide = () => String(whole ? Math.round(ofPlace(+slide.value)) : ofPlace(+slide.value));
  function follow() {
    const atHome = read() === home;
    box.classList.toggle("changed", !atHome);
    if (reset) reset.hidden = atHome;
    if (!slide) return;
    if (ofSlide() !== read()) slide.value = placeOf(+read());
    slide.setAttribute("aria-valuetext", read());
  }
  return {
    name, home,
    get value() { return read(); },
    get atHome() { return read() === home; },
    set(value) {
      if (kind === "switch") field.checked = value === "yes";
      else if (kind === "file") { sent = value; if (!value) field.value = ""; }
      else field.value = value;
      follow();
    },
    complain(sentence) {
      if (!wrong) return;
      wrong.textContent = sentence;
      wrong.hidden = !sentence;
      field.setAttribute("aria-invalid", String(Boolean(sentence)));
      if (sentence) field.setAttribute("aria-describedby", wrong.id);
      else field.removeAttribute("aria-describedby");
    },
    listen(told) {
      if (slide) {
        for (const [sign, moving] of [["input", true], ["change", false]]) {
          slide.addEventListener(sign, () => { field.value = ofSlide(); follow(); told(moving); });
        }
      }
      field.addEventListener("change", () => { follow(); told(false); });
      reset?.addEventListener("click", () => { this.set(home); told(false); (slide || field).focus(); });
      box.addEventListener("sent", event => { this.set(event.detail); told(false); });
    },
  };
}
