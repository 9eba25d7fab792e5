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
