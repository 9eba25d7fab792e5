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

  const scrollers = [...page.querySelectorAll(".scrolls")];
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
  for (const button of page.querySelectorAll(".command button")) {
    const code = button.parentElement.querySelector("code");
    button.hidden = false;
    button.addEventListener("click", () => copy(code, button.nextElementSibling));
  }
}
