"use strict";
(() => {
  const main = document.querySelector("main[data-command]");
  const style = document.documentElement.style;
  const dark = matchMedia("(prefers-color-scheme: dark)"), narrow = matchMedia("(width < 36rem)");
  const theme = () => style.colorScheme || (dark.matches ? "dark" : "light");
  document.getElementById("theme").addEventListener("click", () => {
    style.colorScheme = theme() === "dark" ? "light" : "dark";
    dispatchEvent(new Event("look"));
  });
  // A question to the class comes to every phone, on whichever page it is.
  const up = main ? "../" : "";
  async function listen() {
    for (let after = ""; ;) {
      const told = await (await fetch(`${up}poll/state?after=${after}`)).json();
      if (!told.class || "counts" in told) return;  // who leads is on that page already
      if (told.phase.startsWith("asked") && sessionStorage.polled !== String(told.number)) {
        sessionStorage.polled = told.number;  // who comes back from there stays
        return location.assign(`${up}poll`);
      }
      after = told.number;
    }
  }
  if (!document.querySelector(".poll")) listen().catch(() => {});
  if (!main) return;
  document.body.classList.toggle("embed", new URLSearchParams(location.search).has("embed"));

  // Without `crypto.randomUUID`, which a class's pages lack: they are not served by HTTPS.
  const reader = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const size = () => (narrow.matches || main.matches(".comparing") ? "narrow" : "wide");
  const query = values => new URLSearchParams({ theme: theme(), size: size(), ...values });

  async function get(what, values, signal) {
    let answer;
    try {
      answer = await fetch(`${what}?${query(values)}`, { signal, headers: { "nnviz-reader": reader } });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error(tr("The server has ended. Start it again: {command}", { command: main.dataset.command }));
    }
    return understood(await answer.json(), answer.ok);
  }

  const panel = makePanel(main, {
    ask: (values, moving, signal) => get(moving ? "move" : "state", values, signal),
    async send(file) {
      const answer = await fetch("../data", { method: "POST", body: file });
      return understood(await answer.json(), answer.ok).key;
    },
  });
  const film = main.querySelector(".player"), said = document.getElementById("said");
  const player = makePlayer(film, main.querySelector("canvas"), () => get("film", panel.values));
  const tell = sentence => { said.textContent = sentence; };

  for (const one of [dark, narrow]) one.addEventListener("change", () => panel.wish());
  addEventListener("look", () => panel.wish());
  main.addEventListener("shown", ({ detail: { moves, moving } }) => {
    player.forget();
    film.hidden = !moves;
    if (moving) return;
    for (const link of main.querySelectorAll("[data-downloads] a")) {
      link.search = new URLSearchParams({ theme: theme(), ...panel.values });
    }
  });

  // A question comes when it is asked; in another look, its figures come again.
  const fold = main.querySelector(".predict");
  if (fold) {
    const place = document.createElement("template");
    const fetched = async name => {
      const from = { "nnviz-reader": `${reader}-asks` };  // beside what the panel wishes for
      const answer = await fetch(`ask/${name}?${query({})}`, { headers: from });
      place.innerHTML = understood(await answer.json(), answer.ok).html;
      return place.content;
    };
    askQuestions(fold, async question => {
      question.textContent = tr("Computing …");
      try {
        question.replaceChildren(await fetched(question.dataset.name));
        if (main.matches(".leads")) {
          const address = `../poll?${new URLSearchParams({ concept: own, question: question.dataset.name })}`;
          question.querySelector(".reveal").before(Object.assign(document.createElement("a"), { href: address, textContent: tr("Ask the class") }));
        }
      } catch (error) {
        question.textContent = error.message;
      }
      question.ariaBusy = "false";
    });
    addEventListener("look", async () => {
      for (const question of fold.querySelectorAll(".question:has(.pair, .pad)")) {
        const figures = question.matches(".draws") ? ".pad img" : ".pair";
        question.querySelector(figures).replaceWith((await fetched(question.dataset.name)).querySelector(figures));
        cropFigures(question);
      }
    });
  }

  // Who follows a lecturer sees what is moved there; a lecturer tells what is shown here.
  const own = location.pathname.split("/").at(-2);
  async function follow() {
    for (let after = ""; ;) {
      const told = await (await fetch(`../follow?after=${after}`)).json();
      document.getElementById("class").hidden = !(told.leads && told.class);
      main.classList.toggle("leads", told.leads && told.class);
      if (!told.follow) return;
      if (told.leads) return main.addEventListener("shown", () => lead(panel.values)) || lead(panel.values);
      const address = `../${told.concept}/#${told.setting}`;
      if (told.concept && told.concept !== own) return location.assign(address);
      if (told.concept && told.number !== after) panel.go(told.setting);
      after = told.number;
    }
  }
  const lead = values => fetch(`../follow?${new URLSearchParams({ concept: own, ...values })}`);
  follow().catch(() => {});

  const does = (name, what) => document.querySelector(`[data-does=${name}]`)?.addEventListener("click", what);
  const copy = async (text, sentence) => {
    try { await navigator.clipboard.writeText(text); tell(sentence); } catch { prompt(tr("Copy:"), text); }
  };
  does("share", () => copy(location.href, tr("The address is copied.")));
  does("embed", () => {
    const address = new URL(location.href);
    address.search = "?embed";
    copy(`<iframe src="${address}" width="100%" height="620" title="${document.title}"></iframe>`, tr("The iframe is copied."));
  });
})();
