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
