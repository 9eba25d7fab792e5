// What the pages of concepts have in common: citations lead to claims, code is copied.
function readArticle(page) {
  page.addEventListener("click", event => {
    const cite = event.target.closest(".cite");
    const claim = cite && page.getElementById(cite.hash.slice(1));
    if (!claim) return;
    event.preventDefault();  // the address goes on naming the setting
    claim.closest("details")?.setAttribute("open", "");
    claim.querySelector("details")?.setAttribute("open", "");
    (claim.querySelector("summary") || claim).focus();
  });

  explainSymbols(page);

  document.addEventListener("click", event => {
    const tried = event.target.closest(".tries a");
    if (!tried) return;
    const headline = document.querySelector(".stage .headline");
    headline.tabIndex = -1;  // so that who reads by ear hears what changes
    headline.focus({ preventScroll: true });
    document.querySelector(".stage").scrollIntoView({ block: "start" });
  });
  const markTried = () => {
    for (const one of document.querySelectorAll(".tries a")) {
      one.toggleAttribute("aria-current", one.hash === location.hash);
    }
  };
  for (const sign of ["hashchange", "popstate"]) addEventListener(sign, markTried);
  markTried();

  const scrollers = [...page.querySelectorAll(".scrolls")];
  const letKeysScroll = () => {
    for (const one of scrollers) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
  };
  const watch = new ResizeObserver(letKeysScroll);
  for (const one of scrollers) for (const each of [one, one.firstElementChild]) watch.observe(each);

  async function copy(code, copied) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copied.textContent = tr("Copied.");
    } catch {
      getSelection().selectAllChildren(code);
      copied.textContent = document.execCommand("copy") ? tr("Copied.") : tr("Selected; press Ctrl+C.");
    }
    setTimeout(() => { copied.textContent = ""; }, 3000);
  }
  for (const button of page.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", () => copy(code, button.nextElementSibling));
  }
}
