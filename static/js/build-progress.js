// [data-build-state="<address>"]: asks how far a build is until it is finished, then shows the page anew.
// Without JavaScript, or when no answer comes, the 刷新 link does the same.

const PAUSE = 1500;
const LONGEST_PAUSE = 20000;

for (const place of document.querySelectorAll("[data-build-state]")) {
    watch(place);
}

function watch(place) {
    const bar = place.querySelector("progress");
    const stage = place.querySelector("[data-build-stage]");
    const waiting = stage.textContent;
    let pause = PAUSE;

    setTimeout(ask, pause);

    async function ask() {
        const state = document.hidden ? null : await fetchState(place.dataset.buildState);
        if (state?.is_finished) {
            location.reload();
            return;
        }
        // Without an answer it is asked less and less often.
        pause = state ? PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
        if (state) {
            bar.value = state.progress;
            const words = state.stage || waiting;
            if (stage.textContent !== words) {
                stage.textContent = words;
            }
        }
        setTimeout(ask, pause);
    }
}

async function fetchState(address) {
    try {
        const response = await fetch(address, { headers: { Accept: "application/json" } });
        return response.ok ? await response.json() : null;
    } catch {
        return null;
    }
}
