/* A session that has ended while a page is open: sign in over the page, as the same person, and what
   was begun goes on. Whoever else signs in does so on the sign-in page, and finds nothing of this. */
(() => {
  "use strict";
  const PATIENCE_MS = 8000;
  const { account } = document.body.dataset;
  const dialog = document.getElementById("over");
  const form = dialog.querySelector("form");
  const said = dialog.querySelector("[data-said]");

  /* Who is signed in on this device now, by whatever tab; undefined where the server is not reached.
     A new session has a new token: every form of this page is given it, if it is the same person's. */
  const ask = async () => {
    try {
      const answer = await fetch("/session/", {
        cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return answer.ok ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  };
  const take = (token) => document.querySelectorAll("[name=csrfmiddlewaretoken]")
    .forEach((input) => { input.value = token; });
  const isSame = (now) => {
    if (now?.account === account) take(now.token);
    return now?.account === account;
  };

  let waiting = null; // a promise, while the dialog is open
  let settle;
  const end = (signedIn) => {
    dialog.close();
    form.reset();
    codeField.hidden = true;
    said.hidden = true;
    settle(signedIn);
    waiting = null;
    if (signedIn) document.dispatchEvent(new Event("veille:signed-in"));
  };
  const open = () => {
    waiting ??= new Promise((resolve) => {
      settle = resolve;
      // The steps of an overdose stay in reach: they are kept here until somebody signs in.
      const { activeElement } = document;
      if (document.getElementById("steps")) {
        dialog.show();
        activeElement.focus({ preventScroll: true });
      } else {
        dialog.showModal();
        form.elements.password.focus();
      }
    });
    return waiting;
  };
  /* Whether the account of this page is signed in: at once, or after its password. False where they
     put it off; undefined where the server is not reached. */
  const signedIn = async () => {
    const now = await ask();
    if (now === undefined || isSame(now)) return now && true;
    return open();
  };

  const refuse = (words) => {
    said.textContent = words;
    said.className = "error";
    said.hidden = false;
    form.elements.password.select();
  };
  const codeField = form.querySelector("[data-code]");
  const askForCode = (asked) => {
    codeField.hidden = !asked;
    said.hidden = true;
    form.elements.code.value = "";
    form.elements[asked ? "code" : "password"].focus();
  };
  const wordsOf = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const words = page.querySelector("main .error") ?? page.querySelector("main h1 + p");
    return words?.textContent.replace(/\s+/g, " ").trim();
  };
  const send = async () => {
    const now = await ask();
    if (now === undefined) return refuse(dialog.dataset.unreached);
    if (isSame(now)) return end(true);
    const body = new URLSearchParams(new FormData(form));
    body.set("csrfmiddlewaretoken", now.token);
    const answer = await fetch(codeField.hidden ? "/sign-in/" : "/sign-in/code/", {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.type === "opaqueredirect") {
      // It leads on: signed in, or to the code of whoever has a second factor.
      if (isSame(await ask())) return end(true);
      askForCode(codeField.hidden);
      return undefined;
    }
    return refuse(wordsOf(await answer.text()) || dialog.dataset.unreached);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send();
    } catch {
      refuse(dialog.dataset.unreached);
    }
  });
  dialog.querySelector("[data-later]").addEventListener("click", () => end(false));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });

  document.addEventListener("veille:over", async () => {
    // Put off, and nothing begun: nothing about anybody stays in sight.
    if (await signedIn() === false && !document.getElementById("steps")) veille.leave(() => location.reload());
  });

  /* What is asked by a tap and was refused for want of a session is asked again after it. What is kept
     (waiting.js) is sent by itself. */
  document.addEventListener("htmx:beforeSwap", async ({ detail }) => {
    if (detail.xhr.status !== 401) return;
    detail.shouldSwap = false;
    const { elt, requestConfig: asked, target } = detail;
    const isKept = asked.verb === "post" && asked.formData?.get("submission");
    if (await signedIn() && !isKept) {
      const swap = elt.closest("[hx-swap]")?.getAttribute("hx-swap") ?? undefined;
      htmx.ajax(asked.verb, asked.path, { source: asked.elt, target, swap });
    }
  });

  Object.assign(veille, { signedIn, account });
})();
