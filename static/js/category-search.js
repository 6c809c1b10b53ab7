// <datalist data-category-search="<address>">: offers the catalogue's entries for what is typed into its fields.
// What stands in the list from the start, the plan's own entries, stays. Without JavaScript or an answer a code is
// typed as it is.

const PAUSE = 200;

for (const datalist of document.querySelectorAll("datalist[data-category-search]")) {
    const own = [...datalist.options];
    let waiting = 0;
    let request = new AbortController();

    document.addEventListener("input", (event) => {
        if (event.target.list !== datalist) {
            return;
        }
        clearTimeout(waiting);
        waiting = setTimeout(() => offer(event.target.value.trim()), PAUSE);
    });

    async function offer(words) {
        // An older answer must not replace a newer one.
        request.abort();
        request = new AbortController();
        const found = words ? await search(words, request.signal) : [];
        if (found) {
            const known = new Set(own.map((option) => option.value));
            datalist.replaceChildren(...own, ...found.filter(({ code }) => !known.has(code)).map(option));
        }
    }

    async function search(words, signal) {
        const address = `${datalist.dataset.categorySearch}?${new URLSearchParams({ q: words })}`;
        try {
            const response = await fetch(address, { signal });
            return response.ok ? (await response.json()).categories : null;
        } catch {
            return null;
        }
    }
}

function option({ code, name }) {
    return new Option(name, code);
}
