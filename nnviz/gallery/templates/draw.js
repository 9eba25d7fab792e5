// A curve to be drawn before it is seen: with the pointer, or with the arrow keys point by point.
// The picture is cropped to the curve's panel, whose inside is covered until the guess is revealed.
// Then the arrow keys go along both, and each point's value text says how high both are.
function makePad(question) {
  const pad = question.querySelector(".pad"), pen = pad.querySelector("svg"), picture = pad.querySelector("picture");
  const { panel, inside, points } = JSON.parse(pad.dataset.guess);
  const guess = points.map(() => 0.5), said = question.querySelector(".verdict");
  const percent = share => `${100 * share}%`;
  let at = 0, last = null, revealed = false;

  const image = picture.querySelector("img");
  const shape = () => { pad.style.aspectRatio = `${panel[2] * image.naturalWidth} / ${panel[3] * image.naturalHeight}`; };
  image.complete && image.naturalWidth ? shape() : image.addEventListener("load", shape, { once: true });
  Object.assign(picture.style, { width: percent(1 / panel[2]), left: percent(-panel[0] / panel[2]), top: percent(-panel[1] / panel[3]) });
  Object.assign(pen.style, {
    left: percent((inside[0] - panel[0]) / panel[2]), top: percent((inside[1] - panel[1]) / panel[3]),
    width: percent(inside[2] / panel[2]), height: percent(inside[3] / panel[3]),
  });

  function draw() {
    pen.querySelector("polyline").setAttribute("points", guess.map((y, i) => `${points[i][0]},${1 - y}`).join(" "));
    const mark = pen.querySelector("line");
    for (const end of ["x1", "x2"]) mark.setAttribute(end, points[at][0]);
    for (const end of ["y1", "y2"]) mark.setAttribute(end, 1 - guess[at]);
    pen.setAttribute("aria-valuenow", Math.round(100 * guess[at]));
    pen.setAttribute("aria-readonly", revealed);
    const [height, real] = [guess[at], points[at][1]].map(share => Math.round(100 * share));
    const told = { point: at + 1, count: guess.length, height, real };
    pen.setAttribute("aria-valuetext", revealed
      ? tr("Point {point} of {count}: the curve at {real} %, your guess at {height} % of the height", told)
      : tr("Point {point} of {count}: {height} % of the height", told));
  }

  function place(event) {
    const box = pen.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const nearest = points.reduce((best, [at], i) => (Math.abs(at - x) < Math.abs(points[best][0] - x) ? i : best), 0);
    return [nearest, Math.min(1, Math.max(0, 1 - (event.clientY - box.top) / box.height))];
  }
  function follow(event) {
    const [to, height] = place(event), [from, before] = last ?? [to, height];
    for (let i = Math.min(from, to); i <= Math.max(from, to); i++) {
      guess[i] = to === from ? height : before + (height - before) * (i - from) / (to - from);
    }
    [at, last] = [to, [to, height]];
    draw();
  }
  pen.addEventListener("pointerdown", event => {
    if (revealed) return;
    pen.setPointerCapture(event.pointerId);
    last = null;
    follow(event);
  });
  pen.addEventListener("pointermove", event => { if (last && !revealed) follow(event); });
  for (const sign of ["pointerup", "pointercancel"]) pen.addEventListener(sign, () => { last = null; });

  const steps = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2 }, moves = { ArrowRight: 1, ArrowLeft: -1 };
  pen.addEventListener("keydown", event => {
    if (event.key in steps && !revealed) guess[at] = Math.min(1, Math.max(0, guess[at] + steps[event.key]));
    else if (event.key in moves) at = Math.min(guess.length - 1, Math.max(0, at + moves[event.key]));
    else if (event.key === "Home") at = 0;
    else if (event.key === "End") at = guess.length - 1;
    else return;
    event.preventDefault();
    draw();
  });

  // Shown beside the real one: how far the guess is off, in the mean over its points.
  question.tell = () => {
    const off = guess.reduce((sum, y, i) => sum + Math.abs(y - points[i][1]), 0) / guess.length;
    const told = { off: Math.round(100 * off) };
    revealed = true;
    draw();
    said.textContent = tr("Your guess, dashed, lies {off} % of the panel's height beside the curve, in the mean.", told);
  };
  question.again = () => { guess.fill(0.5); at = 0; revealed = false; draw(); };
  draw();
}
