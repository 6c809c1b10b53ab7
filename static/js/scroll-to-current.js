// [data-scroll-to-current]: a strip of links that is wider than its place begins with the current one in sight.

for (const strip of document.querySelectorAll("[data-scroll-to-current]")) {
    const current = strip.querySelector("[aria-current]");
    if (current) {
        strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
    }
}
