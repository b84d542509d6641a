/* What is tapped while the network is cut waits in the page and is sent when it is back: in order,
   once each (every form has an identity of its own), with the time at which it was tapped.

   What waits is kept in the tab (sessionStorage): it outlives a reload and dies with the tab, and
   is sent for nobody but the account that tapped it. */
(() => {
  "use strict";
  const KEPT = "veille-waiting";
  const PATIENCE_MS = 8000;
  const AGAIN_MS = 4000;
  const lost = document.getElementById("lost");
  const list = document.getElementById("waiting-to-be-sent");
  const account = document.body.dataset.account;
  const all = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const keep = (entries) => {
    sessionStorage.setItem(KEPT, JSON.stringify(entries));
    show();
  };
  const mine = () => all().filter((each) => each.account === account);
  htmx.config.timeout = PATIENCE_MS;

  const time = (milliseconds) => new Intl.DateTimeFormat("fr-CA", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.zone,
  }).formatToParts(milliseconds).filter((part) => part.type !== "literal")
    .map((part) => part.value).join(":");
  const show = () => {
    const entries = all();
    list.hidden = !entries.length;
    const items = entries.map((each) => {
      const item = document.createElement("li");
      item.textContent = each.account === account ? `${time(each.at)} ${each.label}` : `${time(each.at)} ${list.dataset.others}`;
      return item;
    });
    list.querySelector("ul").replaceChildren(...items);
    list.querySelector("b").textContent = `${list.dataset.words} (${entries.length})`;
    document.querySelectorAll(".waits").forEach((each) => each.classList.remove("waits"));
    for (const each of entries) document.getElementById(each.form)?.classList.add("waits");
  };

  const label = (config) => {
    const control = config.triggeringEvent?.submitter ?? config.elt;
    const who = control.closest(".row, .seat")?.querySelector(".who b, .pill")?.textContent ?? "";
    const words = control.getAttribute("aria-label") ?? (control.querySelector("b") ?? control).textContent;
    return [who, words].map((each) => each.replace(/\s+/g, " ").trim()).filter(Boolean).join(": ").slice(0, 80);
  };
  const wait = (config) => {
    const body = new URLSearchParams(config.formData);
    const form = config.elt.closest("form")?.id ?? config.elt.id;
    const entries = all();
    if (entries.some((each) => each.submission === body.get("submission"))) return;
    keep([...entries, {
      account, form, label: label(config), path: config.path, body: body.toString(),
      page: location.href, submission: body.get("submission"), at: veille.now(),
    }]);
    document.dispatchEvent(new Event("veille:used"));
  };
  const keeps = (config) => config?.verb === "post" && config.formData?.get("submission");

  // Whatever is tapped after something that waits, waits behind it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!keeps(event.detail.requestConfig) || !mine().length) return;
    event.preventDefault();
    wait(event.detail.requestConfig);
    send();
  });
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, ({ detail }) => {
      if (keeps(detail.requestConfig)) wait(detail.requestConfig);
    });
  }

  const refused = (entry, html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html").querySelector(".notice");
    const notice = parsed ?? document.createElement("div");
    if (!parsed) notice.className = "notice refused";
    const what = document.createElement("p");
    what.textContent = `${time(entry.at)} ${entry.label}`;
    notice.append(what);
    document.getElementById("notices").append(notice);
  };
  /* One after the other; the first that does not reach the server ends it until the next try. */
  let sending = false;
  const send = async () => {
    if (sending || !mine().length) return;
    sending = true;
    try {
      for (let entry = mine()[0]; entry; entry = mine()[0]) {
        const body = new URLSearchParams(entry.body);
        body.set("csrfmiddlewaretoken", document.querySelector(".top [name=csrfmiddlewaretoken]").value);
        const answer = await fetch(entry.path, {
          method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS),
          headers: {
            "HX-Request": "true", "HX-Current-URL": entry.page,
            "Veille-Tapped": String(Math.trunc(entry.at)),
          },
        });
        if (answer.status >= 500 || answer.headers.get("HX-Redirect")?.includes("sign-in")) break;
        if (answer.status >= 400) refused(entry, await answer.text());
        keep(all().filter((each) => each.submission !== entry.submission));
        if (mine().length) continue;
        if (answer.headers.get("HX-Redirect")) location.href = answer.headers.get("HX-Redirect");
        else if (!document.querySelector("[sse-connect]")) location.reload();
      }
    } catch {
      // Still cut.
    } finally {
      sending = false;
    }
  };
  addEventListener("online", send);
  document.addEventListener("veille:live", send);
  setInterval(send, AGAIN_MS);

  // Who signs out leaves what waits behind: they are asked first.
  document.addEventListener("submit", (event) => {
    const leaves = event.target.action.endsWith("/sign-out/");
    if (leaves && mine().length && !confirm(list.dataset.leaving)) event.preventDefault();
  });

  /* A form that fills a page is not sent into a cut: the browser's own page would come, and the
     words would go. */
  const reaches = async () => {
    try {
      return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3000) })).ok;
    } catch {
      return false;
    }
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
    if (navigator.onLine && lost.hidden) return;
    event.preventDefault();
    const { submitter } = event;
    if (await reaches()) {
      if (submitter?.name) {
        const chosen = document.createElement("input");
        Object.assign(chosen, { type: "hidden", name: submitter.name, value: submitter.value });
        form.append(chosen);
      }
      if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
      form.submit();
      return;
    }
    const notice = document.createElement("div");
    notice.className = "notice refused";
    notice.textContent = list.dataset.unsent;
    document.getElementById("notices").append(notice);
  });

  /* A change of language draws the page anew: what was typed is put back. */
  const TYPED = "veille-typed";
  const fields = () => [...document.querySelectorAll("main form, main ~ form")].flatMap((form, n) =>
    [...form.elements].filter((each) => each.name && !["hidden", "password", "submit", "button"].includes(each.type))
      .map((each) => [`${n}/${each.name}/${["radio", "checkbox"].includes(each.type) ? each.value : ""}`, each]));
  document.querySelector(".languages")?.addEventListener("submit", () => {
    const typed = fields().map(([key, each]) => [key, "checked" in each && each.type !== "text" && ["radio", "checkbox"].includes(each.type) ? each.checked : each.value]);
    sessionStorage.setItem(TYPED, JSON.stringify({ page: location.pathname, typed }));
  });
  const before = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
  sessionStorage.removeItem(TYPED);
  if (before?.page === location.pathname) {
    const values = new Map(before.typed);
    for (const [key, each] of fields()) {
      if (!values.has(key)) continue;
      if (["radio", "checkbox"].includes(each.type)) each.checked = values.get(key);
      else each.value = values.get(key);
    }
  }
  show();
  send();
})();
