/* Words that stick out of what holds them, are cut off by it, or lie over their neighbours. */
() => {
  const HOLDERS = ".button, .chip > span, .step, .tile, .pill, .row, .seat, .band, .panel, " +
    ".notice, .sheet, .menu-body, .duty li, .empty, .field, .sheet-head, .sheet-foot, .top, td, th";
  const UNITS = ".row, .seat, .tile, .step, .dose, .panel-head, .sheet-head, .top, .band, .table tr";
  const SLACK = 1.5;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ checkVisibilityCSS: true })) continue;
    if (parent.closest(".unseen, .skip, .nav, select, script, svg, thead, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
    if (boxes.length) words.push({ text: node.data.trim(), parent, boxes });
  }
  const found = [];
  for (const { text, parent, boxes } of words) {
    const holder = parent.closest(HOLDERS);
    const outer = holder ? holder.getBoundingClientRect()
      : { left: 0, right: innerWidth, top: -Infinity, bottom: Infinity };
    for (const box of boxes) {
      const sideways = Math.max(outer.left - box.left, box.right - outer.right,
        -box.left, box.right - innerWidth);
      const scrolls = holder?.matches(".sheet");
      const upright = scrolls ? 0 : Math.max(outer.top - box.top, box.bottom - outer.bottom);
      if (sideways > SLACK || upright > SLACK + 2) {
        found.push(`“${text}” sticks out of ${holder?.className ?? "the page"}`);
      }
    }
    // A word that is broken letter by letter has far more lines than words.
    if (boxes.length > 3 && boxes.length > 2 * text.split(/[\s\u00a0-]+/).length) {
      found.push(`“${text}” is broken into ${boxes.length} lines`);
    }
  }
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  for (const [n, one] of words.entries()) {
    const unit = one.parent.closest(UNITS);
    if (!unit) continue;
    for (const other of words.slice(n + 1)) {
      if (other.parent.closest(UNITS) !== unit) continue;
      if (!!one.parent.closest(".menu-body") !== !!other.parent.closest(".menu-body")) continue;
      if (one.boxes.some((a) => other.boxes.some((b) => overlap(a, b)))) {
        found.push(`“${one.text}” and “${other.text}” lie over each other`);
      }
    }
  }
  return [...new Set(found)];
}
