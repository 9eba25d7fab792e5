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
