/* − and + beside a number. Without this script the number is typed. */
(() => {
  "use strict";
  const show = () => document.querySelectorAll("[data-step][hidden]").forEach((each) => { each.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const now = Number.parseInt(input.value.replace(/\s/g, ""), 10) || 0;
    input.value = Math.max(0, now + Number(button.dataset.step));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("htmx:afterSwap", show);
  show();
})();
