// Zoom and steps from match to match on the picture of a page; without this file everything else works.
"use strict";
const svg = document.querySelector("figure svg");
if (svg) {
  const tools = document.querySelector(".tools");
  const marks = [...svg.querySelectorAll(".marks rect")];
  const picture = svg.querySelector("image");
  let zoom = 0;
  let at = -1;

  const show = (index, block = "center") => {
    at = (index + marks.length) % marks.length;
    marks[at].focus({ preventScroll: true });
    marks[at].scrollIntoView({ block, inline: "center" });
  };
  const resize = (step) => {
    zoom = Math.min(3, Math.max(0, zoom + step));
    svg.setAttribute("class", `zoom-${zoom}`);
    if (zoom > 0 && picture.dataset.whole !== picture.getAttribute("href")) {
      picture.setAttribute("href", picture.dataset.whole);
    }
    if (at >= 0) show(at);
  };
  const actions = {
    in: () => resize(1),
    out: () => resize(-1),
    mark: () => marks.length && show(at + 1),
    back: () => marks.length && show(at - 1),
  };
  const keys = { "+": "in", "=": "in", "-": "out", n: "mark", p: "back" };

  tools.hidden = false;
  tools.addEventListener("click", (event) => actions[event.target.dataset.do]?.());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea")) return;
    const action = actions[keys[event.key]];
    if (action) { event.preventDefault(); action(); }
  });
  if (marks.length) show(0, "nearest");
}
