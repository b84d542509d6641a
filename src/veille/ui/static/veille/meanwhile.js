/* What the page itself offers where the server does not answer: a sheet that came with the page
   (template[data-instead-of], the addresses it stands for), and an overdose's own timeline. */
(() => {
  "use strict";
  const ANSWER_MS = 3000;
  const FRESH_MS = 15_000;
  const sheet = document.getElementById("sheet");
  const open = (template, prepare) => {
    if (sheet.open) sheet.close();
    const content = template.content.cloneNode(true);
    veille.own(content);
    prepare?.(content);
    sheet.replaceChildren(content);
    sheet.classList.toggle("meanwhile", template.id === "overdose-meanwhile");
    htmx.process(sheet);
    sheet.showModal?.();
    document.dispatchEvent(new Event("veille:drawn"));
  };
  const insteadOf = (path) => [...document.querySelectorAll("template[data-instead-of]")]
    .find((each) => path.startsWith(each.dataset.insteadOf));
  // Whether there is something to offer; it is open then.
  veille.offer = (path) => {
    const template = path && sheet && insteadOf(path);
    if (template) open(template);
    return Boolean(template);
  };

  /* An overdose whose own page cannot be opened yet: its steps are tapped here, each with its time,
     and follow it when it is sent. */
  const timeline = document.getElementById("overdose-meanwhile");
  if (!timeline) return;
  const isBegun = (entry) => entry.path.endsWith("/overdose/");
  const begun = () => veille.waiting.all()
    .filter((each) => isBegun(each) && each.account === veille.account);
  const opened = new Set();
  const openTimeline = (entry) => open(timeline, (content) => {
    content.querySelector("h1").append(` ${entry.who}`);
    content.querySelector(".clock").dataset.since = Math.trunc(entry.at);
    content.querySelector("[data-unsent-of]").dataset.unsentOf = entry.path;
    for (const form of content.querySelectorAll("form")) {
      form.action = `${entry.path}step/`;
      form.setAttribute("hx-post", form.getAttribute("action"));
    }
  });
  /* The first time by itself, over whatever is open: nothing is more urgent. Where the answer may
     still come, it has a moment to. */
  const openFirst = () => {
    const fresh = begun().find((each) => !opened.has(each.submission));
    if (!fresh) return;
    const age = veille.now() - fresh.at;
    if (veille.waiting.isFlying(fresh) && age < ANSWER_MS) {
      setTimeout(openFirst, ANSWER_MS);
      return;
    }
    opened.add(fresh.submission);
    if (age < FRESH_MS && document.visibilityState === "visible") openTimeline(fresh);
  };
  document.addEventListener("veille:waiting", openFirst);
  // Its button on the card leads back there.
  document.addEventListener("submit", (event) => {
    const path = event.target.getAttribute("action");
    const entry = begun().find((each) => each.path === path);
    if (!entry) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    openTimeline(entry);
  }, true);
})();
