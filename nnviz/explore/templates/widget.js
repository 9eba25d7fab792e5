// The panel in a notebook's cell: its source is the kernel, which is asked by messages.
function render({ model, el }) {
  const tree = el.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  tree.adoptedStyleSheets = [sheet];
  tree.innerHTML = model.get("page");
  // JupyterLab has other uses for arrows and Enter.
  el.dataset.lmSuppressShortcuts = "true";
  tree.addEventListener("keydown", event => event.stopPropagation());
  const root = tree.querySelector(".explorer"), own = crypto.getRandomValues(new Uint32Array(1))[0];

  const { ask, heard } = makeAsker(({ id, content, ...question }) =>
    model.send({ id: `${own}-${id}`, ...question }, undefined, content ? [content] : []),
    tr("The kernel does not answer. Run the cell again."));
  const hear = ({ id, status }, [content]) => {
    const [view, number] = id.split("-").map(Number);
    if (view === own) heard({ id: number, status }, content);
  };
  model.on("msg:custom", hear);

  // A notebook has a theme of its own, whatever the system's: the paper behind the cell tells.
  function theme() {
    for (let one = el; one; one = one.parentElement ?? one.getRootNode().host) {
      const [red, green, blue, alpha = 1] = (getComputedStyle(one).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
      if (alpha) return red + green + blue < 384 ? "dark" : "light";
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  const size = () => (root.querySelector(".figures").clientWidth < 576 ? "narrow" : "wide");
  const asked = (what, values) => ({ what, asked: { ...values, theme: theme(), size: size() } });

  let kept = model.get("setting");
  const memory = {
    get setting() { return model.get("setting"); },
    keep(setting) { kept = setting; model.set("setting", setting); model.save_changes(); },
    listen(recall) { model.on("change:setting", () => memory.setting !== kept && recall((kept = memory.setting))); },
  };
  root.style.colorScheme = theme();
  const panel = makePanel(root, {
    ask: (values, moving, signal) => ask(asked(moving ? "move" : "state", values), signal),
    send: async file => (await ask({ what: "data", content: await file.arrayBuffer() })).key,
  }, memory);
  const film = root.querySelector(".player");
  const player = makePlayer(film, root.querySelector("canvas"), () => ask(asked("film", panel.values)));
  root.addEventListener("shown", ({ detail: { moves } }) => { player.forget(); film.hidden = !moves; });
  root.addEventListener("click", event => {
    const link = event.target.closest(".tries a, .count a");
    if (!link) return;
    event.preventDefault();
    if (link.closest(".tries")) return panel.go(link.hash.slice(1));
    const claims = root.querySelector(link.hash);
    claims.open = true;
    claims.querySelector("summary").focus();
  });
  readArticle(tree);

  // What the picture was asked with: it is asked anew where the notebook changes, and first where
  // the cell is on the page, which it may not be yet.
  let look = el.isConnected ? theme() + size() : "";
  function see() {
    root.style.colorScheme = theme();
    if (look === (look = theme() + size())) return;
    panel.wish();
  }
  const watched = [new ResizeObserver(see), new MutationObserver(() => requestAnimationFrame(see))];
  watched[0].observe(root);
  watched[1].observe(document.body, { attributes: true });
  return () => { for (const one of watched) one.disconnect(); model.off("msg:custom", hear); };
}
export default { render };
