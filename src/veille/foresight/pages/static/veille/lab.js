/* The lab while somebody looks on: a slider asks at once, the answer is looked at until it is done.
   Without this script the form is sent, and the page loads itself again. */
(() => {
  "use strict";
  const LOOK_MS = 600, REST_MS = 350;
  const form = document.getElementById("question"), lab = form.parentElement;
  // Fields are written in the page's language, sliders as every machine writes.
  const sign = document.documentElement.lang === "fr" ? "," : ".";
  let timer, waiting;

  const address = () => {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const now = form.querySelector(`[name="${name}"][data-now]`)?.dataset.now;
      if (value !== "" && value !== now && name !== "was") said.set(name, value);
    }
    return `${form.action}?${said}`;
  };
  const goesOn = () => document.getElementById("finding").dataset.goesOn;
  const show = (html) => {
    const came = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["finding", "rest"]) {
      const [there, next] = [document.getElementById(id), came.getElementById(id)];
      const open = [...there.querySelectorAll("details")].map((each) => each.open);
      if (there.innerHTML !== next.innerHTML) there.innerHTML = next.innerHTML;
      Object.assign(there.dataset, next.dataset);
      there.querySelectorAll("details").forEach((each, i) => { each.open = Boolean(open[i]); });
    }
  };
  const mark = () => {
    const wrong = document.getElementById("finding").dataset.wrong.split(" ");
    form.querySelectorAll(".level input").forEach((each) => {
      if (wrong.includes(each.id)) each.setAttribute("aria-invalid", "true");
      else each.removeAttribute("aria-invalid");
    });
  };
  const look = async (url) => {
    clearTimeout(timer);
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    try {
      const answer = await fetch(`${url}&part=answer`, { signal });
      const html = await answer.text();
      if (signal.aborted) return;
      if (answer.ok || answer.status === 503) { show(html); mark(); }
    } catch (error) {
      if (error.name === "AbortError") return;
    }
    if (goesOn()) timer = setTimeout(() => look(url), LOOK_MS);
  };
  const ask = () => {
    const url = address();
    history.replaceState(null, "", url);
    document.querySelectorAll("header [hreflang]").forEach((each) => {
      each.search = new URL(url).search;
    });
    look(url);
  };

  form.querySelectorAll(".slide").forEach((slide) => {
    const number = document.getElementById(slide.dataset.of);
    slide.hidden = false;
    slide.addEventListener("input", () => {
      number.value = slide.value.replace(".", sign);
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    number.addEventListener("input", () => {
      slide.value = number.value.replace(/\s/g, "").replace(sign, ".");
      number.closest(".lever").classList.toggle("moved", number.value !== number.dataset.now);
    });
  });
  let rest;
  form.addEventListener("input", (event) => {
    if (event.target.tagName === "SELECT" && event.target.name === "place") return form.requestSubmit();
    clearTimeout(rest);
    rest = setTimeout(ask, REST_MS);
  });
  lab.addEventListener("submit", async (event) => {
    if (event.target === form) return;
    event.preventDefault();
    const told = new FormData(event.target, event.submitter);
    const url = address();
    await fetch(event.target.getAttribute("action"), { method: "POST", body: new URLSearchParams(told), redirect: "manual" });
    look(url);
  });
  lab.addEventListener("click", async (event) => {
    const link = event.target.closest(".copy");
    if (!link || !navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(link.href);
    link.textContent = `${link.textContent.trim().replace(/ ✓$/, "")} ✓`;
  });
  fetch(`${form.action}?part=wake`).catch(() => {}); // the first question waits for no process to begin
  if (goesOn()) look(location.href.split("#")[0]);
})();
