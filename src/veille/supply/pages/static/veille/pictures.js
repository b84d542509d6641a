/* A picture is explored: Vega draws the same specification, with what each mark says on touch.
   Its bundle is loaded when somebody asks for it. Without this script the drawn picture stays. */
(() => {
  "use strict";
  const INKS = { "#010203": "--ink", "#040506": "--dim", "#070809": "--edge", "#0a0b0c": "--blue", "#0d0e0f": "--amber" };
  const inked = (text) => {
    const style = getComputedStyle(document.documentElement);
    return Object.entries(INKS).reduce((all, [ink, name]) => all.replaceAll(ink, style.getPropertyValue(name).trim()), text);
  };
  let loading;
  const bundle = (address) => {
    loading ??= import(address);
    return loading;
  };
  const explore = async (button) => {
    const figure = button.closest("figure");
    const drawn = figure.querySelector(".drawn");
    button.disabled = true;
    try {
      await bundle(button.dataset.bundle);
      const spec = JSON.parse(inked(figure.querySelector("script[type='application/json']").textContent));
      const place = document.createElement("div");
      place.className = "explored";
      drawn.after(place);
      // `ast`: expressions are read, not made into code, which the page's policy forbids.
      await window.vegaEmbed(place, spec, { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true } });
      drawn.hidden = true;
      button.hidden = true;
    } catch {
      button.disabled = false;
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bundle]");
    if (button) explore(button);
  });
  document.querySelectorAll("[data-bundle][hidden]").forEach((each) => { each.hidden = false; });
})();
