/* What live pages need beyond htmx: swapping only what changed, clocks that run, sheets. */
(() => {
  "use strict";

  // The server's clock: tablets' clocks are wrong, and timers must not be.
  let ahead = 0;
  let lastPulse = performance.now();
  const now = () => Date.now() + ahead;

  /* Swap style "keyed": children of an element with data-keyed are matched by id; one whose
     markup is the same stays as it is. Every drawing gives each form an identity of its own;
     that alone is no change. */
  const source = new WeakMap();
  const IDENTITY = /name="(submission|csrfmiddlewaretoken)" value="[^"]*"/g;
  const drawn = (element) => element.outerHTML.replace(IDENTITY, "");
  const remember = (element) => {
    for (const keyed of [element, ...element.querySelectorAll("[data-keyed]")]) {
      if ("keyed" in keyed.dataset) for (const child of keyed.children) {
        if (!("keyed" in child.dataset)) source.set(child, drawn(child));
      }
    }
  };
  /* What is sent to all screens at once is made this screen's own: each form gets an identity
     that rises with time (a UUID, version 7, as the server makes them) and the page's token. */
  const identity = () => {
    const random = crypto.getRandomValues(new Uint8Array(10));
    random[0] = 0x70 | (random[0] & 0x0f);
    random[2] = 0x80 | (random[2] & 0x3f);
    const hex = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return Math.trunc(now()).toString(16).padStart(12, "0") + hex;
  };
  const own = (fragment) => {
    const token = document.querySelector(".top [name=csrfmiddlewaretoken]");
    fragment.querySelectorAll("input[name=submission]").forEach((input) => { input.value = identity(); });
    fragment.querySelectorAll("input[name=csrfmiddlewaretoken]")
      .forEach((input) => { input.value = token.value; });
  };
  // A form that was sent has used its identity: what holds it is drawn anew.
  document.addEventListener("htmx:beforeRequest", ({ target }) => {
    for (let each = target; each; each = each.parentElement) source.delete(each);
  });
  const controls = (element) => [...element.querySelectorAll("a, button, input, summary")];
  const does = (control) => control.getAttribute("formaction") ?? control.getAttribute("href")
    ?? control.form?.getAttribute("action") ?? control.tagName;
  const focusLike = (lost, place, fresh) => {
    const there = controls(fresh);
    const same = (control) => control && does(control) === does(lost);
    const next = same(there[place]) ? there[place] : there.find(same) ?? there[there.length - 1];
    next?.focus({ preventScroll: true });
  };
  const replace = (old, fresh) => {
    const focused = document.activeElement;
    const place = controls(old).indexOf(focused);
    const open = [...old.querySelectorAll("details")].map((each) => each.open);
    old.replaceWith(fresh);
    [...fresh.querySelectorAll("details")].forEach((each, n) => { each.open = open[n] ?? false; });
    if (place >= 0) focusLike(focused, place, fresh);
  };
  // A browser takes the focus from what is moved.
  const move = (parent, child, before) => {
    const focused = child.contains(document.activeElement) ? document.activeElement : null;
    parent.insertBefore(child, before);
    focused?.focus({ preventScroll: true });
  };
  const settle = (old, fresh, added) => {
    const known = new Map([...old.children].map((child) => [child.id, child]));
    [...fresh.children].forEach((child, place) => {
      let mine = known.get(child.id);
      known.delete(child.id);
      if (mine && "keyed" in mine.dataset && "keyed" in child.dataset) {
        settle(mine, child, added);
      } else if (!mine || source.get(mine) !== drawn(child)) {
        const html = drawn(child);
        if (mine) replace(mine, child);
        else if (known.size || old.children.length) child.classList.add("moved");
        mine = child;
        source.set(mine, html);
        added.push(mine);
      }
      if (old.children[place] !== mine) move(old, mine, old.children[place] ?? null);
    });
    for (const gone of known.values()) gone.remove();
    for (const child of added) remember(child);
  };
  htmx.defineExtension("keyed", {
    isInlineSwap: () => false,
    handleSwap: (style, target, fragment) => {
      if (style !== "keyed") return false;
      const added = [];
      own(fragment);
      settle(target, fragment, added);
      document.dispatchEvent(new Event("veille:drawn"));
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
  window.veille = { now, timeOfDay, identity, own, tick: () => tick() };
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
    const live = document.querySelector("[sse-connect]");
    if (live && performance.now() - lastPulse > 25000) {
      offline();
      reconnect();
    }
  };

  /* A page that is not live says so, and since when. */
  const offline = () => {
    const lost = document.getElementById("lost");
    if (!lost.hidden) return;
    const since = timeOfDay(now() - (performance.now() - lastPulse));
    lost.querySelector("b").textContent = `${document.body.dataset.lost} ${since}.`;
    lost.hidden = false;
  };
  /* A connection can be dead without saying so (the server lost its power): open another one,
     as the extension does after an error. */
  let stream;
  const reconnect = () => {
    if (stream?.readyState !== EventSource.OPEN) return;
    stream.close();
    stream.onerror(new Event("error"));
  };
  const pulse = (event) => {
    ahead = Number(event.data) - Date.now();
    lastPulse = performance.now();
    if (!document.getElementById("lost").hidden) document.dispatchEvent(new Event("veille:live"));
    document.getElementById("lost").hidden = true;
  };
  document.addEventListener("htmx:sseOpen", ({ detail }) => {
    stream = detail.source;
    detail.source.addEventListener("pulse", pulse);
    detail.source.addEventListener("over", () => { 
      detail.source.close();
      document.dispatchEvent(new Event("veille:over"));
    });
  });
  // Signed in again over the page: every stream that was ended begins anew.
  const streams = new Set();
  document.addEventListener("htmx:sseOpen", ({ detail }) => streams.add(detail.source));
  document.addEventListener("veille:signed-in", () => streams.forEach((each) => {
    if (each.readyState !== EventSource.CLOSED) return;
    streams.delete(each);
    each.onerror(new Event("error"));
  }));
  document.addEventListener("htmx:sseError", offline);
  document.addEventListener("htmx:sendError", offline);
  addEventListener("offline", offline);
  addEventListener("online", reconnect);

  /* Nothing moves under a finger, nor while what it tapped is under way: an answer finds its
     way only from a form that is still on the page. What arrives meanwhile is shown after that. */
  const held = new Map();
  let holding = false;
  let letGo;
  const release = () => {
    holding = false;
    const messages = [...held.values()];
    held.clear();
    messages.forEach((message) => message.target.dispatchEvent(
      new MessageEvent(message.type, { data: message.data })));
  };
  const hold = (atMost) => {
    holding = true;
    clearTimeout(letGo);
    letGo = setTimeout(release, atMost);
  };
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (!holding) return;
    event.preventDefault();
    held.set(event.target, event.detail);
  });
  addEventListener("pointerdown", () => hold(5000), true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => hold(100), true); // a click comes a moment after
  }
  document.addEventListener("htmx:beforeRequest", () => hold(2000));
  document.addEventListener("htmx:afterRequest", () => hold(0));

  /* The second tap of a double tap is none: by then another visitor's button may lie there. */
  let tapped = { timeStamp: -Infinity };
  document.addEventListener("click", (event) => {
    if (!event.detail) return; // by keyboard
    const again = event.timeStamp - tapped.timeStamp < 400
      && Math.hypot(event.clientX - tapped.clientX, event.clientY - tapped.clientY) < 24;
    tapped = event;
    if (!again || !event.target.closest("a, button:not([data-step]), summary")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* What was refused is read where it stands, however long the form. */
  const showError = (where) => where.querySelector("p.error")?.scrollIntoView({ block: "center" });
  showError(document);

  /* Sheets over the board. */
  const sheet = document.querySelector("dialog.sheet");
  if (sheet) {
    document.addEventListener("htmx:afterSwap", ({ detail }) => {
      if (detail.target === sheet && !sheet.open) sheet.showModal();
      if (detail.target === sheet) sheet.querySelector("[autofocus]")?.focus();
      if (detail.target === sheet) showError(sheet);
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

  /* Good news goes by itself; a refusal stays until it is touched, and where a sheet is open it
     is read there: what lies behind a sheet is dim, and silent. A menu closes behind whoever
     leaves it, by a tap or by Tab: it would cover what comes next. */
  const arrived = (notice) => {
    // The same words again take the place of the first.
    [...document.querySelectorAll(".notice")].filter((each) => each !== notice
      && each.closest("#notices, .sheet") && each.textContent === notice.textContent)
      .forEach((each) => each.remove());
    const undoes = notice.querySelector(".undo");
    const stays = undoes ? 20000 : 6000;
    if (undoes) { // the last tap alone: the one before it is undone on the visit's page
      document.querySelectorAll(".notices .undo").forEach((form) => {
        if (form !== undoes) form.closest(".notice").remove();
      });
    }
    if (notice.matches(".good")) setTimeout(() => notice.remove(), stays);
    else if (sheet?.open) {
      notice.setAttribute("role", "alert");
      sheet.querySelector(".sheet-head").after(notice);
      notice.scrollIntoView({ block: "nearest" });
    }
  };
  // A refusal that the page says itself; below it, what it is about.
  veille.say = (words, about) => {
    const make = (name, rest) => Object.assign(document.createElement(name), rest);
    const notice = make("div", { className: "notice refused" });
    const said = [words, about].filter(Boolean).map((each) => make("p", { textContent: each }));
    notice.append(make("div", {}));
    notice.firstChild.append(...said);
    document.getElementById("notices").append(notice);
  };
  const leaveMenus = (where) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(where)) menu.open = false;
    });
  };
  const watch = new MutationObserver((changes) => changes.forEach(({ addedNodes }) =>
    addedNodes.forEach((node) => node instanceof Element && arrived(node))));
  watch.observe(document.getElementById("notices"), { childList: true });
  document.addEventListener("click", (event) => {
    const touched = event.target.closest(".notices .notice");
    if (!event.target.closest(".undo")) touched?.remove(); // a form that is gone sends nothing
    if (event.target.closest("[data-print]")) window.print();
    leaveMenus(event.target);
  });
  document.addEventListener("htmx:afterRequest", ({ target }) => {
    target.closest?.(".notices .notice")?.remove();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Tab") leaveMenus(document.activeElement);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // What concerns a choice is unfolded once it is made (`data-when`: its values), and folded again.
  document.addEventListener("change", ({ target }) => {
    const { form, name, value } = target;
    if (!form || !name) return;
    const chosen = new Set(new FormData(form).getAll(name));
    form.querySelectorAll("details[data-when]").forEach((told) => {
      const values = told.dataset.when.split(" ");
      if (values.includes(value)) told.open = values.some((one) => chosen.has(one));
    });
  });

  document.querySelectorAll("[data-keyed]").forEach(remember);
  // The row of tabs scrolls sideways: where one is, and what has the focus, lies in sight.
  const nav = document.querySelector(".nav");
  const inSight = (tab) => tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  nav?.addEventListener("focusin", (event) => inSight(event.target));
  inSight(nav?.querySelector("[aria-current]"));
  tick();
  setInterval(tick, 1000);
})();
