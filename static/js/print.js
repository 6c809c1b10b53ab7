// <button data-print>: prints the page. The button is revealed here, because without JavaScript it could do nothing.
// <span data-printed-at>: when the page was printed, in China's time.

const CHINA = new Intl.DateTimeFormat("zh-CN", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "Asia/Shanghai",
});

for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
}

window.addEventListener("beforeprint", () => {
    for (const place of document.querySelectorAll("[data-printed-at]")) {
        place.textContent = `打印时间：${CHINA.format(new Date())}`;
    }
});
