"use strict";
// Tables of class sort are sorted by a click on a heading; a second click turns the order around.
function key(row, column) {
  const cell = row.cells[column];
  const text = cell.dataset.v || cell.textContent.trim();
  const number = Number(text.replace(/,/g, "").replace("\u2212", "-").replace(/\u00a0.*$/, ""));
  return { text, number: text === "" ? NaN : number };
}
function compare(a, b) {
  const numbers = !Number.isNaN(a.number) && !Number.isNaN(b.number);
  return numbers ? a.number - b.number : a.text.localeCompare(b.text, "en");
}
function sort(table, heading) {
  const down = heading.getAttribute("aria-sort") === "ascending";
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, key: key(row, heading.cellIndex) }));
  const empty = (item) => item.key.text === "" || item.key.text === "n.a.";
  rows.sort((a, b) => {
    if (empty(a) !== empty(b)) return empty(a) ? 1 : -1;
    return down ? compare(b.key, a.key) : compare(a.key, b.key);
  });
  for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows.map((item) => item.row));
}
for (const button of document.querySelectorAll("table.sort thead button"))
  button.addEventListener("click", () => sort(button.closest("table"), button.parentNode));
// A click on a chart shows it as large as the window; Escape, Close or a click on it puts it away.
const dialog = document.querySelector("dialog");
for (const button of document.querySelectorAll("button.chart"))
  button.addEventListener("click", () => {
    const image = button.querySelector("img"), large = dialog.querySelector("img");
    large.src = image.src;
    large.alt = image.alt;
    dialog.showModal();
  });
for (const part of dialog.children) part.addEventListener("click", () => dialog.close());
// What is printed is what is open; the button opens all that is folded while it prints, for the full tables.
const full = document.querySelector("#full"), folded = document.querySelectorAll("details:not([open])");
full.hidden = false;
full.addEventListener("click", () => {
  const opened = Array.from(folded).filter((box) => !box.open);
  for (const box of opened) box.open = true;
  window.addEventListener("afterprint", () => opened.forEach((box) => { box.open = false; }), { once: true });
  window.print();
});
