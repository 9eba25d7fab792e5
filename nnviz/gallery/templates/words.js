// What scripts say, in the language of the page: `WORDS` has its translations, by the English.
const filled = (said, names) => said.replace(/\{(\w+)\}/g, (whole, name) => names[name] ?? whole);
const tr = (english, names = {}) => filled(WORDS[english] ?? english, names);

// A page in another language opens in the state that this one has.
addEventListener("click", event => {
  const link = event.target.closest?.(".languages a");
  if (link) link.hash = location.hash;
});
