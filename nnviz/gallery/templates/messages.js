// Asks who answers by messages, as a notebook's kernel or a worker of the page does. `post` sends a
// question {id, ...}; what comes back is handed to `heard({id, status}, content)`, its content the
// bytes of JSON. One question is answered at a time: one that nobody waits for any more is not put.
function makeAsker(post, silence, patience = 90_000) {
  const waiting = new Map();
  let last = 0, before = Promise.resolve();

  const put = question => new Promise((resolve, reject) => {
    const id = ++last;
    waiting.set(id, resolve);
    setTimeout(() => waiting.delete(id) && reject(new Error(silence)), patience);
    post({ id, ...question });
  });

  async function ask(question, signal) {
    const answer = before.then(() => { signal?.throwIfAborted(); return put(question); });
    before = answer.catch(() => {});
    const gone = new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const { status, content } = await Promise.race([answer, gone]);
    return understood(JSON.parse(new TextDecoder().decode(content)), status === 200);
  }

  function heard({ id, status }, content) {
    waiting.get(id)?.({ status, content });
    waiting.delete(id);
  }

  return { ask, heard };
}

// What was told, or an Error with what is wrong, for each parameter where that is known.
function understood(told, isWell) {
  if (isWell) return told;
  throw Object.assign(new Error(told.error), { sentences: told.sentences });
}
