// A question to the class: phones choose; who leads sees the counts, and reveals.
(() => {
  const main = document.querySelector("main.poll"), leads = "leads" in main.dataset;
  const [phase, asked, choices, lead, revealed] = ["phase", "asked", "choices", "lead", "revealed"].map(id => document.getElementById(id));
  const reader = sessionStorage.reader ??= crypto.getRandomValues(new Uint32Array(2)).join("-");
  const headers = { "nnviz-reader": reader };
  const send = (what, values) => fetch(`poll/${what}?${new URLSearchParams(values)}`, { method: "POST", headers });
  const SAID = {
    "": tr("Nothing is asked yet."), "asked": tr("Choose for yourself."), "discussed": tr("Discuss it with your neighbours."),
    "asked again": tr("Choose again."), "revealed": tr("This was measured."),
  };
  const NEXT = {
    "asked": [["discussed", tr("Let neighbours discuss")], ["revealed", tr("Reveal")]],
    "discussed": [["asked again", tr("Ask again")], ["revealed", tr("Reveal")]],
    "asked again": [["revealed", tr("Reveal")]],
  };
  let number = -1;

  const button = (label, done) => {
    const one = Object.assign(document.createElement("button"), { type: "button", innerHTML: label });
    one.addEventListener("click", done);
    return one;
  };

  function show(told) {
    number = told.number;
    [phase.textContent, asked.innerHTML] = [SAID[told.phase], told.text];
    const open = !leads && ["asked", "asked again"].includes(told.phase);
    const mine = told.chosen?.[told.phase === "asked again" ? 1 : 0];
    choices.replaceChildren(...[...told.choices].map((choice, place) => {
      const label = `<b>${"ABCDE"[place]}</b> ${choice}`;
      if (leads) return Object.assign(document.createElement("p"), { innerHTML: `${label} <span class="count"></span>` });
      const one = button(label, async () => {
        const answer = await send("vote", { number, choice: place });
        if (!answer.ok) return;
        for (const other of choices.children) other.ariaPressed = String(other === one);
        phase.textContent = tr("Your choice is counted; you can change it.");
      });
      one.disabled = !open;
      one.ariaPressed = String(place === mine);
      return one;
    }));
    lead.replaceChildren(...(leads ? NEXT[told.phase] || [] : []).map(([next, label]) => button(label, () => send("lead", { phase: next }).then(watch))));
    revealed.innerHTML = told.html || "";
    if (told.html) {
      revealed.querySelector(".reveal").open = true;
      revealed.classList.add("answered");
      revealed.querySelector("fieldset").remove();
      cropFigures(revealed);
    }
  }

  function count({ counts }) {
    [...choices.children].forEach((one, place) => {
      const [first, second] = counts.map(round => round[place]);
      const again = counts[1].some(Boolean);
      one.querySelector(".count").textContent = again ? tr("{first}, then {second}", { first, second }) : `${first}`;
    });
  }

  async function watch() {
    const told = await (await fetch(`poll/state?after=${number}`, { headers })).json();
    if (told.number !== number) show(told);
    if (leads) count(told);
  }

  async function begin() {
    const wanted = new URLSearchParams(location.search);
    if (leads && wanted.has("question")) {
      phase.textContent = tr("Computing …");
      const answer = await send("lead", wanted);
      if (!answer.ok) { phase.textContent = (await answer.json()).error; return; }
      history.replaceState(null, "", location.pathname);
    }
    for (;;) {
      await watch();
      if (leads) await new Promise(done => setTimeout(done, 1000));
    }
  }
  begin().catch(() => { phase.textContent = tr("The server has ended."); });
})();
