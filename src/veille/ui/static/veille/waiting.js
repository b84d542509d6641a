/* What is tapped is kept in the page before it is sent, and goes when the server has answered: in
   order, once each (every tap has an identity of its own), with the time at which it was tapped.

   It is kept in the tab (sessionStorage), and told to the browser's other tabs of this site: it
   outlives a reload, dies with the last tab, and is sent for nobody but the account that tapped it. */
(() => {
  "use strict";
  const KEPT = "veille-waiting";
  const PATIENCE_MS = 8000;
  const AGAIN_MS = 4000;
  // An answer that takes longer than this is a cut for all that the person can see.
  const SHOWN_AFTER_MS = 800;
  const DOUBLE_TAP_MS = 1200;
  const list = document.getElementById("waiting-to-be-sent");
  const { account } = veille;
  htmx.config.timeout = PATIENCE_MS;

  const all = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const keep = (entries) => {
    entries.sort((one, other) => one.at - other.at);
    sessionStorage.setItem(KEPT, JSON.stringify(entries));
    document.dispatchEvent(new Event("veille:waiting"));
  };
  const mine = () => all().filter((each) => each.account === account);
  // What htmx is sending right now, by the tap's identity: the form. It blocks what comes after it.
  const flying = new Map();
  // It is on its way, and may be there in a moment: nothing to be said of it yet.
  const isQuick = (entry) =>
    flying.has(entry.submission) && veille.now() - entry.at < SHOWN_AFTER_MS;
  const shown = () => all().filter((each) => !isQuick(each));

  const tabs = new BroadcastChannel(KEPT);
  const add = (entries) => {
    const kept = all();
    const known = new Set(kept.map((each) => each.submission));
    keep([...kept, ...entries.filter((each) => !known.has(each.submission))]);
  };
  const drop = (submission) => keep(all().filter((each) => each.submission !== submission));
  const sent = (submission) => {
    drop(submission);
    tabs.postMessage({ sent: submission });
  };
  const waits = () => all().filter((each) => !flying.has(each.submission));
  tabs.onmessage = ({ data }) => {
    if (data.asks) tabs.postMessage({ waits: waits() });
    if (data.waits) add(data.waits);
    if (data.sent) drop(data.sent);
  };
  tabs.postMessage({ asks: true });

  // Whose card or sheet it was tapped on, what the control says, and what was chosen.
  const tidy = (words) => (words ?? "").replace(/\s+/g, " ").trim();
  const words = (form, control) => {
    const on = control.closest(".row, .seat");
    const card = on?.querySelector(".who > b") ?? on?.querySelector(".where");
    const sheet = form.closest("#sheet")?.querySelector("h1");
    const does = control.getAttribute("aria-label")
      ?? (control.querySelector("b") ?? control).textContent;
    const chosen = [...form.elements].filter((each) => each.matches(":checked"))
      .map((each) => tidy(each.nextElementSibling?.textContent));
    return {
      who: tidy(form.dataset.who ?? (card ?? sheet)?.textContent).slice(0, 60),
      does: [tidy(does), chosen.filter(Boolean).join(", ")].filter(Boolean).join(": ").slice(0, 100),
    };
  };
  const tapOf = ({ elt: form, path, triggeringEvent }) => {
    const submitter = triggeringEvent?.submitter ?? null;
    const body = new URLSearchParams(new FormData(form, submitter));
    return {
      account, path: path || location.pathname, body: body.toString(), page: location.href,
      form: form.id, submission: body.get("submission"), at: veille.now(),
      ...words(form, submitter ?? form),
    };
  };
  // A number that the page counts up by itself makes no other tap of it.
  const asks = (entry) => {
    const body = new URLSearchParams(entry.body);
    for (const own of ["submission", "csrfmiddlewaretoken", "dose"]) body.delete(own);
    return `${entry.path}?${body}`;
  };
  /* A second tap of a double tap; a form that waits already; a visitor who is being moved there
     already, seen where they were (`seen`). */
  const isSameTap = (one, other) => one.submission === other.submission
    || (asks(one) === asks(other)
      && (other.at - one.at < DOUBLE_TAP_MS || new URLSearchParams(one.body).has("seen")));

  // What may be done again gets another identity once it waits in sight.
  const showAsWaiting = (form) => {
    const submission = form.elements.submission;
    if ("repeats" in form.dataset) submission.value = veille.identity();
    else if (form.closest("dialog.sheet")?.open) form.closest("dialog").close();
    document.dispatchEvent(new Event("veille:waiting"));
  };
  const stay = (submission) => {
    const form = flying.get(submission);
    if (!flying.delete(submission)) return;
    if (form.isConnected && form.elements.submission.value === submission) showAsWaiting(form);
    tabs.postMessage({ waits: waits() });
    document.dispatchEvent(new Event("veille:waiting"));
    document.dispatchEvent(new Event("veille:used"));
  };
  const missing = (form) => (form.dataset.needs ?? "").split(" ")
    .some((name) => name && !new FormData(form).get(name));
  document.addEventListener("htmx:confirm", (event) => {
    const { elt: form, verb } = event.detail;
    if (verb !== "post" || !form.elements?.submission?.value) return;
    if (missing(form)) {
      event.preventDefault();
      veille.say(form.dataset.needsWords);
      return;
    }
    const entry = tapOf(event.detail);
    const before = mine();
    if (before.some((each) => isSameTap(each, entry))) {
      event.preventDefault();
      return;
    }
    add([entry]);
    if (before.length) { // whatever is tapped after something that waits, waits behind it
      event.preventDefault();
      tabs.postMessage({ waits: [entry] });
      showAsWaiting(form);
      send(true);
      return;
    }
    flying.set(entry.submission, form);
    setTimeout(() => {
      if (flying.has(entry.submission) && form.isConnected) showAsWaiting(form);
    }, SHOWN_AFTER_MS);
    // A form that was drawn anew meanwhile hears nothing of its request.
    setTimeout(() => stay(entry.submission), PATIENCE_MS + 500);
  });
  // What stands before a server says so where the server itself is gone.
  const isCut = ({ status }) => !status || (status >= 502 && status <= 504);
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (isCut(detail.xhr)) detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const submission = detail.requestConfig?.formData?.get("submission");
    if (!flying.has(submission)) return;
    // Without a session it is kept until the same person has signed in, over the page or on it.
    if (isCut(detail.xhr) || detail.xhr.status === 401) {
      stay(submission);
      if (detail.xhr.status === 401) send();
      return;
    }
    flying.delete(submission);
    sent(submission);
    send();
  });

  // A refusal in words, or a page that is none (what was tapped is not theirs any more).
  const refused = (entry, html) => {
    const said = new DOMParser().parseFromString(html, "text/html").querySelector(".notice, .error");
    const words = said ? tidy(said.textContent) : list.dataset.refused;
    veille.say(words, `${veille.timeOfDay(entry.at)} ${entry.who} ${entry.does}`);
  };
  const ownBody = (entry) => {
    const body = new URLSearchParams(entry.body);
    body.set("csrfmiddlewaretoken", document.querySelector(".top [name=csrfmiddlewaretoken]").value);
    return body;
  };
  const post = (entry) => {
    return fetch(entry.path, {
      method: "POST", body: ownBody(entry), signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        "HX-Request": "true", "HX-Current-URL": entry.page,
        "Veille-Tapped": String(Math.trunc(entry.at)),
      },
    });
  };
  /* An overdose is not interrupted where its session has ended: its page adds steps by a token of its
     own (pages/unattended.py), in order, with their times. They stay in sight as sent until somebody
     has signed in and the timeline itself says so. */
  const overdose = document.querySelector("[data-steps-by]");
  const steps = () => mine().filter((each) => overdose && each.path === overdose.dataset.stepsTo);
  let unattended = [];
  const addSteps = async () => {
    for (let entry = steps()[0]; entry; entry = steps()[0]) {
      const answer = await fetch("/overdose-steps/", {
        method: "POST", body: ownBody(entry), signal: AbortSignal.timeout(PATIENCE_MS),
        headers: { "Veille-Tapped": String(Math.trunc(entry.at)), "Veille-Overdose": overdose.dataset.stepsBy },
      });
      if (answer.status !== 204) return;
      unattended.push({ ...entry, sent: true });
      sent(entry.submission);
    }
  };
  document.addEventListener("veille:signed-in", () => {
    unattended = [];
    document.dispatchEvent(new Event("veille:waiting"));
  });
  const goOn = (leads) => {
    if (document.querySelector("dialog.sheet[open]:not(.meanwhile)")) return; // in the middle of something
    if (leads) veille.leave(() => { location.href = leads; });
    else if (!document.querySelector("[sse-connect]")) veille.leave(() => location.reload());
  };
  /* One after the other; the first that does not reach the server ends it until the next try. */
  const sendAll = async (tapped) => {
    let leads = null;
    let some = false;
    for (let entry = mine()[0]; entry; entry = mine()[0]) {
      if (flying.has(entry.submission)) return;
      let answer = await post(entry);
      // Signed in again in another tab: this page's token is of the session before.
      if (answer.status === 403 && await veille.signedIn()) answer = await post(entry);
      if (answer.status === 401) await addSteps();
      if (answer.status === 401 && tapped) veille.signedIn();
      if (answer.status >= 500 || answer.status === 401) return;
      const next = answer.headers.get("HX-Redirect");
      if (answer.status >= 400) refused(entry, await answer.text());
      sent(entry.submission);
      leads = next ?? leads;
      some = true;
    }
    if (some) goOn(leads);
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

  veille.waiting = { all: shown, unattended: () => unattended, mine, isFlying: (entry) => flying.has(entry.submission) };
  send();
})();
