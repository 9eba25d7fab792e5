// What the pages of concepts have in common: citations lead to claims, code is copied.
(() => {
  document.addEventListener("click", event => {
    const cite = event.target.closest(".cite");
    const claim = cite && document.getElementById(cite.hash.slice(1));
    if (!claim) return;
    event.preventDefault();  // the address goes on naming the setting
    claim.closest("details")?.setAttribute("open", "");
    claim.querySelector("details")?.setAttribute("open", "");
    (claim.querySelector("summary") || claim).focus();
  });

  const scrollers = [...document.querySelectorAll(".scrolls")];
  const letKeysScroll = () => {
    for (const one of scrollers) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
  };
  addEventListener("resize", letKeysScroll);
  letKeysScroll();

  async function copy(code, copied) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copied.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(code);
      copied.textContent = document.execCommand("copy") ? "Copied." : "Selected; press Ctrl+C.";
    }
    setTimeout(() => { copied.textContent = ""; }, 3000);
  }
  for (const button of document.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", () => copy(code, button.nextElementSibling));
  }
})();
