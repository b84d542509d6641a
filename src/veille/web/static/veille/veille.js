/* What live pages need beyond htmx: swapping only what changed, clocks that run, sheets. */
(() => {
  "use strict";

  // The server's clock: tablets' clocks are wrong, and timers must not be.
  let ahead = 0;
  let lastPulse = performance.now();
  const now = () => Date.now() + ahead;

  /* Swap style "keyed": children of an element with data-keyed are matched by id; one whose
     markup is the same stays as it is, so that a finger on a button never loses it. */
  const source = new WeakMap();
  const remember = (element) => {
    for (const keyed of [element, ...element.querySelectorAll("[data-keyed]")]) {
      if ("keyed" in keyed.dataset) for (const child of keyed.children) {
        if (!("keyed" in child.dataset)) source.set(child, child.outerHTML);
      }
    }
  };
  const controls = (element) => [...element.querySelectorAll("a, button, input, summary")];
  const replace = (old, fresh) => {
    const focused = controls(old).indexOf(document.activeElement);
    const open = [...old.querySelectorAll("details")].map((each) => each.open);
    old.replaceWith(fresh);
    [...fresh.querySelectorAll("details")].forEach((each, n) => { each.open = open[n] ?? false; });
    if (focused >= 0) controls(fresh)[focused]?.focus({ preventScroll: true });
  };
  const settle = (old, fresh, added) => {
    const known = new Map([...old.children].map((child) => [child.id, child]));
    [...fresh.children].forEach((child, place) => {
      let mine = known.get(child.id);
      known.delete(child.id);
      if (mine && "keyed" in mine.dataset && "keyed" in child.dataset) {
        settle(mine, child, added);
      } else if (!mine || source.get(mine) !== child.outerHTML) {
        const html = child.outerHTML;
        if (mine) replace(mine, child);
        else if (known.size || old.children.length) child.classList.add("moved");
        mine = child;
        source.set(mine, html);
        added.push(mine);
      }
      if (old.children[place] !== mine) old.insertBefore(mine, old.children[place] ?? null);
    });
    for (const gone of known.values()) gone.remove();
    for (const child of added) remember(child);
  };
  htmx.defineExtension("keyed", {
    isInlineSwap: () => false,
    handleSwap: (style, target, fragment) => {
      if (style !== "keyed") return false;
      const added = [];
      settle(target, fragment, added);
      tick();
      return added;
    },
  });

  /* Clocks. data-since is when it began, in the server's milliseconds. A time of day is the
     site's, whatever zone the tablet thinks it is in. */
  const two = (number) => String(number).padStart(2, "0");
  const timeOfDay = (milliseconds, seconds) => new Intl.DateTimeFormat("fr-CA", {
    hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined,
    hourCycle: "h23", timeZone: document.body.dataset.zone,
  }).formatToParts(milliseconds).filter((part) => part.type !== "literal")
    .map((part) => part.value).join(":");
  const shown = (element) => {
    const seconds = Math.max(0, Math.floor((now() - Number(element.dataset.since)) / 1000));
    const minutes = Math.floor(seconds / 60);
    if (element.dataset.as === "running") {
      element.textContent = `${two(minutes)}:${two(seconds % 60)}`;
      return;
    }
    element.querySelector("b").textContent = minutes;
    if (element.dataset.as === "ring") {
      const card = element.closest("[data-limit]");
      const limit = Number(card.dataset.limit);
      const filled = Math.min(100, (seconds / 60 / limit) * 100);
      element.querySelector(".time").setAttribute("stroke-dasharray", `${filled.toFixed(1)} 100`);
      card.classList.toggle("long", minutes >= limit);
      card.querySelector(".mark.long").hidden = minutes < limit;
    }
  };
  const tick = () => {
    document.querySelectorAll("[data-since]").forEach(shown);
    document.querySelectorAll("[data-now]").forEach((clock) => {
      clock.textContent = timeOfDay(now(), clock.dataset.now === "seconds");
    });
    const lost = document.getElementById("lost");
    const live = document.querySelector("[sse-connect]");
    if (live && lost.hidden && performance.now() - lastPulse > 25000) offline();
  };

  /* A page that is not live says so, and since when. */
  const offline = () => {
    const lost = document.getElementById("lost");
    if (!lost.hidden) return;
    const since = timeOfDay(now() - (performance.now() - lastPulse));
    lost.querySelector("b").textContent = `${document.body.dataset.lost} ${since}.`;
    lost.hidden = false;
  };
  const pulse = (event) => {
    ahead = Number(event.data) - Date.now();
    lastPulse = performance.now();
    document.getElementById("lost").hidden = true;
  };
  document.addEventListener("htmx:sseOpen", ({ detail }) => {
    detail.source.addEventListener("pulse", pulse);
    detail.source.addEventListener("over", () => { detail.source.close(); location.reload(); });
  });
  document.addEventListener("htmx:sseError", offline);
  document.addEventListener("htmx:sendError", offline);

  /* Sheets over the board. */
  const sheet = document.getElementById("sheet");
  if (sheet) {
    document.addEventListener("htmx:afterSwap", ({ detail }) => {
      if (detail.target === sheet && !sheet.open) sheet.showModal();
      if (detail.target === sheet) sheet.querySelector("[autofocus]")?.focus();
    });
    document.addEventListener("sheet-done", () => sheet.open && sheet.close());
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet || event.target.closest("[data-close]")) {
        event.preventDefault();
        sheet.close();
      }
    });
    sheet.addEventListener("close", () => sheet.replaceChildren());
  }

  /* Good news goes by itself; a refusal stays until it is touched. A menu closes behind a tap. */
  const watch = new MutationObserver((changes) => changes.forEach((change) =>
    change.addedNodes.forEach((node) => node.matches?.(".good") && setTimeout(() => node.remove(), 6000))));
  watch.observe(document.getElementById("notices"), { childList: true });
  document.addEventListener("click", (event) => {
    event.target.closest(".notices .notice")?.remove();
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  document.querySelectorAll("[data-keyed]").forEach(remember);
  tick();
  setInterval(tick, 1000);
})();
