// Keys on the worklist: one letter does what its button does. They can be switched off, for those
// whose voice or hand would set them off (WCAG 2.1.4); the switch stays on this device.
(() => {
  const KEPT = "veille-watch-keys";
  const off = () => localStorage.getItem(KEPT) === "off";
  const button = document.querySelector("[data-keys-switch]");
  if (button) {
    const say = () => { button.textContent = off() ? button.dataset.off : button.dataset.on; };
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      localStorage.setItem(KEPT, off() ? "on" : "off");
      say();
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || off() || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (wanted && wanted.offsetParent !== null) {
      event.preventDefault();
      wanted.click();
    }
  });
})();
