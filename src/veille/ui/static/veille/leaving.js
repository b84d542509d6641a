/* No page is thrown away in a cut: whatever leads to another one first asks whether the server
   answers; a form that fills a page also asks who is signed in (the sign-in page would come, and its
   words would go). Where there is no answer, the page stays, says so, and offers what can be done. */
(() => {
  "use strict";
  const PATIENCE_MS = 5000; // a busy server is slow to answer, and is there all the same
  const lost = document.getElementById("lost");
  const bar = document.getElementById("waiting-to-be-sent");
  const reaches = async () => {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      return (await fetch("/healthz", { cache: "no-store", signal })).ok || undefined;
    } catch {
      return undefined;
    }
  };
  const nothing = (path, form) => {
    if (!veille.offer(path)) veille.say(form?.dataset.unreached ?? bar.dataset.unreached);
  };

  let sure = null;
  let asking = false;
  // True: on it goes. False: somebody put off signing in. Undefined: no answer.
  const ask = async (event, { may, go, stay }) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    const answer = await may();
    asking = false;
    if (answer) veille.leave(go);
    else if (answer === undefined) stay();
  };
  const isPlain = (event) => event.button === 0
    && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const leads = (link) => {
    if (!link || link.target || link.hasAttribute("download") || link.hasAttribute("hx-get")) return false;
    return link.origin === location.origin && !(link.hash && link.pathname === location.pathname);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (event.defaultPrevented || !isPlain(event) || !leads(link) || link === sure) return;
    ask(event, {
      may: reaches, go: () => again(link, () => link.click()), stay: () => nothing(link.pathname),
    });
  });
  const again = (what, how) => {
    sure = what;
    how();
    sure = null;
  };

  // Who signs out leaves what waits behind: they are asked first.
  const leavesAll = (form) => form.action.endsWith("/sign-out/") && veille.waiting.mine().length;
  const submit = (form, submitter) => {
    if (leavesAll(form) && !confirm(bar.dataset.leaving)) return;
    again(form, () => form.requestSubmit(submitter));
  };
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form === sure || form.matches("[hx-post], [method=dialog]")) return;
    const unsent = () => veille.say(form.dataset.unreached ?? bar.dataset.unsent);
    const fillsAPage = form.method === "post" && !form.closest(".top");
    ask(event, {
      may: fillsAPage ? veille.signedIn : reaches, go: () => submit(form, submitter), stay: unsent,
    });
  });

  // What htmx asks for: a sheet, an answer to a look-up.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb === "get") detail.timeout = PATIENCE_MS;
  });
  for (const failed of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failed, ({ detail }) => {
      const { elt, verb, path, formData } = detail.requestConfig;
      if (verb === "get") nothing(path);
      else if (!formData.get("submission")) nothing("", elt.closest("form"));
    });
  }

  /* Back, a reload, a closed tab: the browser itself asks whether to leave. */
  let leaving = false;
  veille.leave = (go) => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 1000); // a file that was fetched leaves the page where it is
    go();
  };
  addEventListener("beforeunload", (event) => {
    if (!leaving && !(lost.hidden && bar.hidden)) event.preventDefault();
  });
})();
