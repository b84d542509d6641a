/* A change of language draws the page anew: what was typed is put back. */
(() => {
  "use strict";
  const KEPT = "veille-typed";
  const UNTYPED = ["hidden", "password", "file", "submit", "button"];
  const isTick = (field) => ["radio", "checkbox"].includes(field.type);
  const key = (n, field) => `${n}/${field.name}/${isTick(field) ? field.value : ""}`;
  const fields = () => [...document.querySelectorAll("main form, main ~ form")].flatMap(
    (form, n) => [...form.elements]
      .filter((field) => field.name && !UNTYPED.includes(field.type))
      .map((field) => [key(n, field), field]));

  document.querySelector(".languages")?.addEventListener("submit", () => {
    const typed = fields().map(([at, field]) => [at, isTick(field) ? field.checked : field.value]);
    sessionStorage.setItem(KEPT, JSON.stringify({ page: location.pathname, typed }));
  });
  const before = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (before?.page !== location.pathname) return;
  const values = new Map(before.typed);
  for (const [at, field] of fields()) {
    if (values.has(at)) field[isTick(field) ? "checked" : "value"] = values.get(at);
  }
})();
