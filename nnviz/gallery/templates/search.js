"use strict";
// The search of nnviz/search.py, by the same list of words and the same rules.
function makeSearch(listed) {
  const rules = listed.rules.map(([pattern, put]) => [new RegExp(pattern, "gu"), put]);
  const stop = new Set(listed.stop), words = Object.entries(listed.words), { worth } = listed;
  const pairs = entries => Array.from({ length: entries.length / 2 }, (_, i) => [entries[2 * i], entries[2 * i + 1]]);

  function stems(text) {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("'", "");
    return (plain.match(/[\p{L}\p{N}]+/gu) || []).map(word => rules.reduce((form, [rule, put]) => form.replace(rule, put), word));
  }

  function oneApart(one, other) {
    if (Math.abs(one.length - other.length) > 1 || one === other) return false;
    let start = 0;
    while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1;
    const a = one.slice(start), b = other.slice(start);
    const swapped = a.length > 1 && a.length === b.length && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || swapped;
  }

  function worthOf(word, other) {
    if (word.length >= listed.shortest && other.startsWith(word)) return worth.begun;
    return word.length > listed.shortest && oneApart(word, other) ? worth.misspelt : 0;
  }

  function pointsOf(wanted, number) {
    const own = new Map(), word = wanted[number];
    const take = (entries, share) => share && pairs(entries).forEach(([place, value]) => {
      own.set(place, Math.max(own.get(place) || 0, value * share));
    });
    const joined = [number ? wanted[number - 1] + word : "", number + 1 < wanted.length ? word + wanted[number + 1] : ""];
    for (const one of joined) if (Object.hasOwn(listed.words, one)) take(listed.words[one], 1);
    if (Object.hasOwn(listed.words, word)) take(listed.words[word], 1);
    else for (const [other, entries] of words) take(entries, worthOf(word, other));
    return own;
  }

  // Names with their points, best first, and what is not covered; null where nothing is asked.
  return query => {
    const wanted = stems(query).filter(word => !stop.has(word));
    if (!wanted.length) return null;
    const points = listed.names.map(() => 0), matched = listed.names.map(() => 0);
    wanted.forEach((_, number) => pointsOf(wanted, number).forEach((value, place) => { points[place] += value; matched[place] += 1; }));
    const parts = new Set();
    for (let end = 1; end <= wanted.length; end += 1) {
      for (let size = 1; size < 5; size += 1) parts.add(wanted.slice(Math.max(0, end - size), end).join(" "));
    }
    for (const part of parts) {
      if (Object.hasOwn(listed.phrases, part)) for (const [place, value] of pairs(listed.phrases[part])) points[place] += value;
    }
    const missing = listed.missing.filter(one => one.names.some(name => parts.has(name)));
    const whole = points.map((value, place) => value * (matched[place] / wanted.length));
    missing.flatMap(one => one.near).forEach((name, rank) => { whole[listed.names.indexOf(name)] += 1000 - 20 * rank; });
    const rounded = whole.map(value => Math.floor(value + 0.5)), best = Math.max(0, ...rounded);
    const places = rounded.map((_, place) => place).filter(place => rounded[place] > worth.faint * best);
    places.sort((a, b) => rounded[b] - rounded[a] || a - b);
    return { hits: places.map(place => [listed.names[place], rounded[place]]), missing: missing.map(one => one.said) };
  };
}
