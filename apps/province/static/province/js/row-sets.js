/** Tables with rows to fill in: add a row, and show which rows will be removed. */
function addRow(set) {
  const total = set.querySelector("[name$='-TOTAL_FORMS']");
  const row = set.querySelector("[data-empty-row]").content.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [id], [for]")) {
    for (const attribute of ["name", "id", "for"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace("__prefix__", total.value));
    }
  }
  const rows = set.querySelector("[data-rows]");
  rows.append(row);
  total.value = String(Number(total.value) + 1);
  rows.lastElementChild.querySelector("input, textarea, select").focus();
}

for (const set of document.querySelectorAll("[data-row-set]")) {
  set.querySelector("[data-add-row]").addEventListener("click", () => addRow(set));
  set.addEventListener("input", (event) => {
    if (event.target.name.endsWith("-DELETE")) {
      event.target.closest("[data-row]").classList.toggle("row-removed", event.target.checked);
    }
  });
}
