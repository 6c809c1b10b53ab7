// <output data-sum="<name>">: the sum of all inputs with data-sum-item="<name>" in the same form, while they are typed.
// data-sum-limit compares it, in the element [data-sum-note="<name>"], with the words of its data-over, data-under, data-equal.
// data-sum-unit says what is counted; amounts in 元, the default, have two decimals at least.
// Amounts are counted in whole millionths: floating point would be wrong by a fen sooner or later.

const SCALE = 6;
// What a Chinese keyboard leaves behind when it was not switched back; the server forgives the same.
const FULL_WIDTH = "０１２３４５６７８９，．\u3000";
const HALF_WIDTH = "0123456789,. ";

for (const output of document.querySelectorAll("output[data-sum]")) {
    const form = output.closest("form");
    const note = form.querySelector(`[data-sum-note="${output.dataset.sum}"]`);
    const unit = output.dataset.sumUnit ?? "元";
    const decimals = unit === "元" ? 2 : 0;

    form.addEventListener("input", show);
    show();

    function show() {
        let sum = 0n;
        for (const item of form.querySelectorAll(`[data-sum-item="${output.dataset.sum}"]`)) {
            if (!item.closest("[data-removed]")) {
                sum += parse(item.value) ?? 0n;
            }
        }
        output.value = `${write(sum, decimals)} ${unit}`;
        const limit = parse(output.dataset.sumLimit ?? "");
        // No project has a budget of nothing: it is not filled in yet.
        if (note && limit) {
            compare(sum - limit);
        } else if (note) {
            note.textContent = "";
            note.classList.remove("live-sum__note--over");
        }
    }

    function compare(difference) {
        const words = difference > 0n ? note.dataset.over : difference < 0n ? note.dataset.under : note.dataset.equal;
        const amount = difference < 0n ? -difference : difference;
        note.textContent = amount === 0n ? words : `${words} ${write(amount, decimals)} ${unit}`;
        note.classList.toggle("live-sum__note--over", difference > 0n);
    }
}

// Millionths of what was typed, or null while it is not (yet) an amount; the server says what is wrong with it.
function parse(text) {
    const plain = text.replace(/[０-９，．\u3000]/g, (character) => HALF_WIDTH[FULL_WIDTH.indexOf(character)]).trim();
    const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{0,6}))?$/.exec(plain);
    return match && BigInt(match[1].replaceAll(",", "") + (match[2] ?? "").padEnd(SCALE, "0"));
}

// As the filters money and quantity of the server write it.
function write(amount, leastDecimals) {
    const digits = String(amount).padStart(SCALE + 1, "0");
    const whole = digits.slice(0, -SCALE).replace(/\B(?=(\d{3})+$)/g, ",");
    const decimals = digits.slice(-SCALE).replace(/0+$/, "").padEnd(leastDecimals, "0");
    return decimals ? `${whole}.${decimals}` : whole;
}
