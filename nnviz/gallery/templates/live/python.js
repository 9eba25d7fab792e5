// A page that offers to move everything: on a click, Python comes into a worker of the page, and
// the panel that it fills takes the place of what was drawn beforehand.
(() => {
  const main = document.getElementById("content"), offer = main.querySelector(".offer");
  const [button, told] = offer.children, { concept } = offer.dataset;
  const { worker, ...start } = JSON.parse(offer.dataset.start);
  const dark = matchMedia("(prefers-color-scheme: dark)"), narrow = matchMedia("(width < 36rem)");
  const site = new URL("../nnviz.live/", location.href).href;
  const patience = 60;  // seconds, for one setting
  let python = null, running = 0;

  // From a blob, a worker has this page's policy, and loads nothing from anywhere else.
  function load() {
    const script = new Blob([`import ${JSON.stringify(site + worker)};`], { type: "text/javascript" });
    const runs = new Worker(URL.createObjectURL(script), { type: "module" });
    return new Promise((resolve, reject) => {
      const fail = why => { runs.terminate(); reject(new Error(tr("Python could not be loaded: {why}", { why }))); };
      runs.onerror = ({ message }) => fail(message ?? "");
      runs.onmessage = ({ data }) => (data.failed ? fail(data.failed) : resolve(runs));
      runs.postMessage({ site, ...start });
    });
  }

  const { ask, heard } = makeAsker(post, tr("Python does not answer. Load the page again."));
  const fails = (id, error) => heard({ id, status: 500 }, new TextEncoder().encode(JSON.stringify({ error })));
  async function post(question) {
    try {
      const runs = await (python ??= load());
      runs.onmessage = ({ data }) => {
        clearTimeout(running);
        if (data.failed) fails(data.id, tr("Python stopped: {why}", { why: data.failed }));
        else heard(data, data.content);
      };
      running = setTimeout(() => {
        runs.terminate();
        python = null;
        fails(question.id, tr("Nothing is shown, because nothing was measured: it took over {patience} s.", { patience }));
      }, 1000 * patience);
      runs.postMessage(question);
    } catch (error) {
      python = null;
      fails(question.id, error.message);
    }
  }
  const look = () => ({ theme: dark.matches ? "dark" : "light", size: narrow.matches ? "narrow" : "wide" });
  const get = (what, values, signal) => ask({ concept, what, asked: { ...look(), ...values } }, signal);

  async function begin() {
    await (python ??= load());
    const { html, style } = await get("panel", {});
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
    main.querySelector(".controls.drawn")?.remove();
    offer.remove();
    document.body.classList.add("live");
    main.classList.add("explorer");
    main.querySelector(".stage").outerHTML = html;
    const film = main.querySelector(".player");
    const panel = makePanel(main, {
      ask: (values, moving, signal) => get(moving ? "move" : "state", values, signal),
      send: async file => (await ask({ content: await file.arrayBuffer() })).key,
    });
    const player = makePlayer(film, main.querySelector("canvas"), () => get("film", panel.values));
    main.addEventListener("shown", ({ detail: { moves } }) => { player.forget(); film.hidden = !moves; });
    for (const one of [dark, narrow]) one.addEventListener("change", () => panel.wish());
    (main.querySelector(".controls .slide") ?? main.querySelector(".controls .value")).focus({ preventScroll: true });
  }

  offer.hidden = false;
  button.disabled = location.protocol === "file:";
  if (button.disabled) told.textContent = tr("From disk, a browser starts no Python: put these pages on a web server.");
  button.addEventListener("click", () => {
    button.disabled = true;
    told.textContent = tr("Loading Python …");
    begin().catch(error => {
      python = null;
      told.textContent = error.message;
      button.disabled = false;
    });
  });
})();
