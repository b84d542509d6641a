/* What waits to be sent, in sight: in the bar, on the control that was tapped, on the visitor's
   card, in the timeline that it belongs to, and in the number of the next dose. */
(() => {
  "use strict";
  const IN_BAR = 3;
  const bar = document.getElementById("waiting-to-be-sent");
  const { account } = veille;
  const stateOf = (entry) => (entry.sent ? bar.dataset.sent : bar.dataset.notYet);
  const element = (name, words, className = "") =>
    Object.assign(document.createElement(name), { textContent: words, className });
  const isMine = (entry) => entry.account === account;
  const bodyOf = (entry) => new URLSearchParams(entry.body);

  const line = (entry) => {
    const said = [entry.who, entry.does].filter(Boolean).join(": ");
    return `${veille.timeOfDay(entry.at)} ${isMine(entry) ? said : bar.dataset.others}`;
  };
  const drawBar = (entries) => {
    bar.hidden = !entries.length;
    bar.querySelector("b").textContent = `${bar.dataset.words} (${entries.length})`;
    const last = entries.slice(-IN_BAR).map((each) => element("li", line(each)));
    if (entries.length > IN_BAR) last.unshift(element("li", "…"));
    bar.querySelector("ul").replaceChildren(...last);
  };

  /* What the server drew is put back before what waits is drawn again: it may have gone. */
  const changed = [];
  const change = (target, how) => {
    const { innerHTML, hidden, value } = target;
    changed.push(() => {
      if (target.localName === "input") target.value = value;
      else target.innerHTML = innerHTML;
      target.hidden = hidden;
    });
    how(target);
  };
  const putBack = () => {
    while (changed.length) changed.pop()();
    document.querySelectorAll(".waits").forEach((each) => each.classList.remove("waits"));
    document.querySelectorAll(".unsent").forEach((each) => each.remove());
  };

  const addressOf = (control) =>
    control.getAttribute("formaction") ?? control.form?.getAttribute("action");
  const controlOf = (entry) => {
    const form = entry.form ? document.getElementById(entry.form) : null;
    if (form?.matches("form") && form.getAttribute("action") === entry.path) {
      return [...form.elements].find((each) => each.localName === "button");
    }
    if (form) return null;
    return [...document.querySelectorAll("main button")].find((each) => addressOf(each) === entry.path);
  };
  const drawControl = (entry) => {
    const control = controlOf(entry);
    if (!control) return;
    control.classList.add("waits");
    const small = control.querySelector("small");
    const who = control.closest(".row, .seat")?.querySelector(".who");
    if (who) who.append(element("span", `${veille.timeOfDay(entry.at)} ${entry.does}, ${stateOf(entry)}`, "mark long unsent"));
    if (small) change(small, () => {
      const running = element("span", "");
      Object.assign(running.dataset, { since: Math.trunc(entry.at), as: "running" });
      const when = small.dataset.last ? [`${small.dataset.last} `, running] : [veille.timeOfDay(entry.at, true)];
      small.replaceChildren(...when, ` · ${stateOf(entry)}`);
    });
  };

  const inTimeline = (entry) => {
    const item = element("li", "", "minor unsent");
    const what = element("div", `${entry.does} `);
    what.append(element("span", stateOf(entry), "mark long"));
    item.append(element("time", veille.timeOfDay(entry.at, true)), what);
    return item;
  };
  const inRows = (entry) => {
    const item = element("li", "", "row unsent");
    const who = element("span", "", "who");
    who.append(element("b", entry.who), element("span", entry.does),
      element("span", `${stateOf(entry)}, ${veille.timeOfDay(entry.at)}`, "mark long"));
    item.append(who);
    return item;
  };
  const belongs = (entry, place) =>
    place.dataset.unsentOf.split(" ").some((address) => entry.path.startsWith(address));
  const drawPlace = (place, entries) => {
    const here = entries.filter((each) => belongs(each, place));
    const timeline = place.matches(".timeline");
    const now = timeline ? place.querySelector(".now") : null;
    for (const entry of here) place.insertBefore((timeline ? inTimeline : inRows)(entry), now);
    if (!timeline) place.hidden = !here.length;
    const doses = here.map((each) => Number(bodyOf(each).get("dose"))).filter(Boolean);
    if (doses.length) number(Math.max(...doses) + 1);
  };
  // The last number in what stands there is the dose's.
  const number = (next) => document.querySelectorAll("[data-numbered]").forEach((each) => {
    const shown = Math.max(next, Number(each.dataset.numbered));
    change(each, () => {
      if (each.localName === "input") each.value = shown;
      else each.textContent = each.textContent.replace(/\d+(?=\D*$)/, shown);
    });
  });

  const draw = () => {
    putBack();
    const entries = veille.waiting.all();
    drawBar(entries);
    const known = [...veille.waiting.unattended(), ...entries.filter(isMine)];
    known.forEach(drawControl);
    document.querySelectorAll("[data-unsent-of]").forEach((place) => drawPlace(place, known));
    veille.tick();
  };
  for (const event of ["veille:waiting", "veille:drawn"]) document.addEventListener(event, draw);
  draw();
})();
