"use strict";
(() => {
  const main = document.querySelector("main[data-command]");
  const dark = matchMedia("(prefers-color-scheme: dark)"), narrow = matchMedia("(width < 44rem)");
  const style = document.documentElement.style;
  const theme = () => style.colorScheme || (dark.matches ? "dark" : "light");
  const reader = [...crypto.getRandomValues(new Uint32Array(2))].map(word => word.toString(36)).join("");
  const look = () => ({ theme: theme(), size: narrow.matches ? "narrow" : "wide" });

  const server = {
    async ask(values, moving, signal) {
      const query = new URLSearchParams({ ...look(), ...values });
      let answer;
      try {
        answer = await fetch(`${moving ? "move" : "state"}?${query}`, { signal, headers: { "nnviz-reader": reader } });
      } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Error(`The server has ended. Start it again: ${main.dataset.command}`);
      }
      const told = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(told.error), { sentences: told.sentences });
      return told;
    },
  };
  const panel = main && makePanel(main, server);

  document.getElementById("theme").addEventListener("click", () => {
    style.colorScheme = theme() === "dark" ? "light" : "dark";
    panel?.wish();
  });
  dark.addEventListener("change", () => panel?.wish());
  narrow.addEventListener("change", () => panel?.wish());

  // Files to take away are of the setting that is shown.
  main?.addEventListener("shown", () => {
    for (const link of document.querySelectorAll("[data-downloads] a")) {
      link.href = `${link.href.split("?")[0]}?${new URLSearchParams({ theme: theme(), ...panel.values })}`;
    }
  });
})();
