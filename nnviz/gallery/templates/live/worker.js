// Python in the reader's browser: it is loaded once, and answers one question after another.
let python = null;

async function load({ site, pyodide, bundle, packages, plugins, environment }) {
  const from = pyodide || site, bytes = async name => (await fetch(site + name)).arrayBuffer();
  const { loadPyodide } = await import(`${from}pyodide.mjs`);
  const runs = await loadPyodide({ indexURL: from, env: { HOME: "/home/pyodide", ...environment } });
  await runs.loadPackage(packages, { messageCallback() {} });
  const place = runs.runPython("import sysconfig; sysconfig.get_path('purelib')");
  runs.unpackArchive(await bytes(bundle), "zip", { extractDir: place });
  runs.FS.mkdirTree("/plugins");
  for (const name of plugins) {
    runs.FS.writeFile(`/plugins/${name.split("?")[0]}`, new Uint8Array(await bytes(name)));
  }
  return runs.pyimport("nnviz.explore.browser");
}

function answer({ concept, what, asked, content }) {
  const made = content ? python.take(new Uint8Array(content)) : python.answer(concept, what, JSON.stringify(asked));
  try {
    return { status: made.status, content: made.content.toJs() };
  } finally {
    made.destroy();
  }
}

onmessage = async ({ data: { id, ...question } }) => {
  try {
    if (python) return postMessage({ id, ...answer(question) });
    python = await load(question);
    postMessage({ id });
  } catch (error) {
    postMessage({ id, failed: error.message.trim().split("\n").at(-1) });
  }
};
