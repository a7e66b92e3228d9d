
(() => {
  "use strict";
  const marks = ["\u2713", "!", "\u2717", "?", "-"];
  const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  // The days of a row: number, status, points.
  const days = (row) => row.dataset.days.split(" ").map((day) => day.split(":"));

  const value = (row, head) => {
    if (head.dataset.sort === "day") {
      const day = days(row).find(([number]) => number === head.dataset.day);
      return day[1] === "absent" ? -1 : Number(day[2]);
    }
    const text = row.cells[head.dataset.column ?? head.cellIndex].textContent.trim();
    if (head.dataset.sort === "mark") return marks.indexOf(text);
    return head.dataset.sort === "number" ? parseFloat(text) : text;
  };

  const sort = (table, head) => {
    const names_first = head.dataset.sort === "text" || head.dataset.sort === "mark";
    const before = head.getAttribute("aria-sort");
    const up = before ? before === "descending" : names_first;
    for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, head), row]);
    rows.sort(([a], [b]) => (up ? 1 : -1) * (typeof a === "string" ? names.compare(a, b) : a - b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    for (const head of table.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head));
      head.append(button);
    }
  }

  const tools = document.getElementById("filter");
  const [name, day, status] = tools.querySelectorAll("input, select");
  const rows = [...document.querySelectorAll("#everybody tbody tr")];
  const filter = () => {
    const wanted = name.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of rows) {
      const is = ([number, what]) =>
        (!day.value || number === day.value) && (!status.value || what === status.value);
      row.hidden = !(row.cells[0].textContent.toLocaleLowerCase().includes(wanted) && days(row).some(is));
      shown += !row.hidden;
    }
    tools.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
  };
  tools.addEventListener("input", filter);
  tools.hidden = false;
  filter();
})();
