// A symbol is explained where the page uses it first, on hover and on focus, in the words of the
// page's own list. What a formula uses first is explained with the whole formula.
function explainSymbols(page) {
  const meanings = new Map([...page.querySelectorAll(".symbols dt")]
    .map(sign => [sign.textContent, sign.nextElementSibling.textContent]));
  if (!meanings.size) return;
  const places = ".summary, [data-part=headline], [data-part=setting], [data-part=caption], [data-part=look], .explanation .prose";
  const tip = Object.assign(document.createElement("div"), { id: "symbol-tip", className: "tip", role: "tooltip", hidden: true });
  page.querySelector(".symbols").after(tip);
  const plain = sign => sign.replace("ϵ", "ε").trim();

  function wrap(found, signs) {
    const around = Object.assign(document.createElement("span"), { className: "symbol", tabIndex: 0 });
    around.dataset.signs = signs.join("");
    found.replaceWith(around);
    around.append(found);
  }

  function inProse(text, unseen) {
    for (let i = 0; i < text.length; i++) {
      const sign = plain(text.data[i]);
      if (sign <= "~" || !unseen.delete(sign)) continue;  // a Latin letter is a word here
      const letter = text.splitText(i), rest = letter.splitText(1);
      wrap(letter, [sign]);
      return inProse(rest, unseen);
    }
  }

  function explain() {
    for (const old of page.querySelectorAll(".symbol")) old.replaceWith(...old.childNodes);
    const unseen = new Set(meanings.keys());
    for (const place of page.querySelectorAll(places)) {
      if (place.closest(".twin, template")) continue;
      place.normalize();
      const walk = document.createTreeWalker(place, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
        node => (node.parentNode.closest("math, a, code, .symbol") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
      const found = [];
      while (walk.nextNode()) found.push(walk.currentNode);
      for (const node of found) {
        if (node.nodeType === Node.TEXT_NODE) inProse(node, unseen);
        else if (node.localName === "math") {
          const signs = [...node.querySelectorAll("mi, mo")].map(one => plain(one.textContent)).filter(sign => unseen.delete(sign));
          if (signs.length) wrap(node, signs);
        }
      }
    }
  }

  function show(symbol) {
    tip.replaceChildren(...[...symbol.dataset.signs].map(sign =>
      Object.assign(document.createElement("div"), { textContent: `${sign}: ${meanings.get(sign)}` })));
    tip.hidden = false;
    symbol.setAttribute("aria-describedby", tip.id);
    const box = symbol.getBoundingClientRect(), room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const below = box.bottom + 4 + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(box.left, room))}px`;
    tip.style.top = `${below ? box.bottom + 4 : box.top - 4 - tip.offsetHeight}px`;
  }
  const hide = () => { tip.hidden = true; };
  for (const sign of ["pointerover", "focusin"]) {
    page.addEventListener(sign, event => {
      const symbol = event.target.closest(".symbol");
      if (symbol) show(symbol);
      else if (sign === "pointerover") hide();
    });
  }
  page.addEventListener("focusout", hide);
  const follow = () => { if (!tip.hidden && page.activeElement?.matches(".symbol")) show(page.activeElement); else hide(); };
  addEventListener("scroll", follow, { passive: true, capture: true });
  page.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
  page.addEventListener("shown", explain, true);  // a part that was shown anew
  explain();
}
