/** The table of a plan's items: add a row, show which are removed, and sum up. */
const section = document.querySelector("[data-item-rows]");
const rows = section.querySelector("[data-rows]");
const emptyRow = section.querySelector("[data-empty-row]");
const totalForms = section.querySelector("[name$='-TOTAL_FORMS']");
const budget = document.getElementById(section.dataset.budget);

/** Amounts are summed in millionths of a yuan: binary fractions would make cents disappear. */
function millionths(text) {
  const match = /^(\d{1,14})(?:\.(\d{1,6}))?$/.exec(text.trim());
  return match ? BigInt(match[1]) * 1000000n + BigInt((match[2] || "").padEnd(6, "0")) : null;
}

function inYuan(amount) {
  const whole = (amount / 1000000n).toLocaleString("zh-CN");
  const decimals = String(amount % 1000000n).padStart(6, "0").replace(/0+$/, "");
  return `${whole}.${decimals.padEnd(2, "0")}`;
}

function sumUp() {
  let total = 0n;
  for (const row of rows.querySelectorAll("[data-row]")) {
    const isRemoved = row.querySelector("[name$='-DELETE']").checked;
    row.classList.toggle("row-removed", isRemoved);
    if (!isRemoved) total += millionths(row.querySelector("[name$='-budget']").value) ?? 0n;
  }
  section.querySelector("[data-total]").textContent = inYuan(total);
  const wanted = millionths(budget.value);
  section.querySelector("[data-difference]").textContent =
    wanted === null || wanted === total ? "" : `与预算金额 ${inYuan(wanted)} 元不一致`;
}

section.querySelector("[data-add-row]").addEventListener("click", () => {
  const row = emptyRow.content.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [id], [for]")) {
    for (const attribute of ["name", "id", "for"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace("__prefix__", totalForms.value));
    }
  }
  rows.append(row);
  totalForms.value = String(Number(totalForms.value) + 1);
  rows.lastElementChild.querySelector("input").focus();
});

section.addEventListener("input", sumUp);
budget.addEventListener("input", sumUp);
sumUp();
