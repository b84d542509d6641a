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
  const { account } = veille;
  const all = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const keep = (entries) => {
    sessionStorage.setItem(KEPT, JSON.stringify(entries));
    show();
  };
  const mine = () => all().filter((each) => each.account === account);
  htmx.config.timeout = PATIENCE_MS;

  const element = (name, words, className = "") =>
    Object.assign(document.createElement(name), { textContent: words, className });
  const line = (entry) => {
    const said = entry.account === account ? entry.label : list.dataset.others;
    return `${veille.timeOfDay(entry.at)} ${said}`;
  };
  const show = () => {
    const entries = all();
    list.hidden = !entries.length;
    list.querySelector("ul").replaceChildren(...entries.map((each) => element("li", line(each))));
    list.querySelector("b").textContent = `${list.dataset.words} (${entries.length})`;
    document.querySelectorAll(".waits").forEach((each) => each.classList.remove("waits"));
    for (const each of entries) document.getElementById(each.form)?.classList.add("waits");
  };

  // Whose row it was tapped on, and what the control says.
  const label = (config) => {
    const control = config.triggeringEvent?.submitter ?? config.elt;
    const who = control.closest(".row, .seat")?.querySelector(".who b, .pill")?.textContent ?? "";
    const does = control.getAttribute("aria-label")
      ?? (control.querySelector("b") ?? control).textContent;
    const words = [who, does].map((each) => each.replace(/\s+/g, " ").trim());
    return words.filter(Boolean).join(": ").slice(0, 80);
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
    send(true);
  });
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, ({ detail }) => {
      if (keeps(detail.requestConfig)) wait(detail.requestConfig);
    });
  }
  // The session has ended: kept until the same person has signed in, over the page or on it.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 401 && keeps(detail.requestConfig)) wait(detail.requestConfig);
  });

  const notices = document.getElementById("notices");
  // A refusal in words, or a page that is none (what was tapped is not theirs any more).
  const refused = (entry, html) => {
    const said = new DOMParser().parseFromString(html, "text/html").querySelector(".notice");
    const notice = said ?? element("div", list.dataset.refused, "notice refused");
    notice.append(element("p", line(entry)));
    notices.append(notice);
  };
  const post = (entry) => {
    const body = new URLSearchParams(entry.body);
    const token = document.querySelector(".top [name=csrfmiddlewaretoken]").value;
    body.set("csrfmiddlewaretoken", token);
    return fetch(entry.path, {
      method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        "HX-Request": "true", "HX-Current-URL": entry.page,
        "Veille-Tapped": String(Math.trunc(entry.at)),
      },
    });
  };
  /* One after the other; the first that does not reach the server ends it until the next try. */
  const sendAll = async (tapped) => {
    for (let entry = mine()[0]; entry; entry = mine()[0]) {
      let answer = await post(entry);
      // Signed in again in another tab: this page's token is of the session before.
      if (answer.status === 403 && await veille.signedIn()) answer = await post(entry);
      const leads = answer.headers.get("HX-Redirect");
      if (answer.status === 401 && tapped) veille.signedIn();
      if (answer.status >= 500 || answer.status === 401) return;
      if (answer.status >= 400) refused(entry, await answer.text());
      keep(all().filter((each) => each.submission !== entry.submission));
      if (mine().length) continue;
      if (leads) location.href = leads;
      else if (!document.querySelector("[sse-connect]")) location.reload();
    }
  };
  let sending = false;
  const send = async (tapped = false) => {
    if (sending || !mine().length) return;
    sending = true;
    try {
      await sendAll(tapped);
    } catch {
      // Still cut.
    } finally {
      sending = false;
    }
  };
  addEventListener("online", () => send());
  for (const back of ["veille:signed-in", "veille:live"]) document.addEventListener(back, () => send());
  setInterval(send, AGAIN_MS);

  // Who signs out leaves what waits behind: they are asked first.
  document.addEventListener("submit", (event) => {
    const leaves = event.target.action.endsWith("/sign-out/");
    if (leaves && mine().length && !confirm(list.dataset.leaving)) event.preventDefault();
  });

  /* A form that fills a page is sent neither into a cut (the browser's own page would come) nor
     without a session (the sign-in page would): its words would go. */
  const ready = new WeakSet();
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const fillsAPage = form.method === "post" && !form.matches("[hx-post], [data-hx-post]");
    if (event.defaultPrevented || !fillsAPage || form.closest(".top") || ready.delete(form)) return;
    event.preventDefault();
    const { submitter } = event;
    const signedIn = await veille.signedIn();
    if (signedIn === undefined) {
      notices.append(element("div", list.dataset.unsent, "notice refused"));
    } else if (signedIn) {
      ready.add(form);
      form.requestSubmit(submitter);
      ready.delete(form); // the browser found a field that it would not send
    }
  });

  show();
  send();
})();
