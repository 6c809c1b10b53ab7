/** The sum of a plan's items, held against its budget. */
const section = document.querySelector("[data-plan-items]");
const rows = section.querySelector("[data-rows]");
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
    if (row.querySelector("[name$='-DELETE']").checked) continue;
    total += millionths(row.querySelector("[name$='-budget']").value) ?? 0n;
  }
  section.querySelector("[data-total]").textContent = inYuan(total);
  const wanted = millionths(budget.value);
  section.querySelector("[data-difference]").textContent =
    wanted === null || wanted === total ? "" : `与预算金额 ${inYuan(wanted)} 元不一致`;
}

section.addEventListener("input", sumUp);
budget.addEventListener("input", sumUp);
sumUp();
