// <form data-autosave-user="<id>">: what is not saved yet is kept in this browser, for this person and this
// page, until js/autosave.js has it saved. A copy that is found when the page is opened is offered
// (components/autosave_offer.html): 恢复 sends it as the form would have been sent, under the revision it was typed on,
// so that the server judges it like any other saving.

const PREFIX = "autosave:";
const LONGEST = 14 * 24 * 60 * 60 * 1000;
// What belongs to a visit, not to the content.
const OF_THE_VISIT = "csrfmiddlewaretoken";

// Storage may be switched off by policy or full; the page then works without copies.
const storage = openStorage();

for (const form of storage ? document.querySelectorAll("form[data-autosave-user]") : []) {
    attach(form);
}

function attach(form) {
    const key = `${PREFIX}${form.dataset.autosaveUser}:${location.pathname}`;
    const offer = document.querySelector("[data-autosave-offer]");
    const loadedRevision = form.elements.revision.value;
    let offered = read(key);

    forgetOld();
    if (offered && (isSaved(offered) || form.dataset.unsaved === "changed")) {
        // Saved by the button after all, or it stands in the form, with what is wrong in it.
        if (isSaved(offered)) {
            storage.removeItem(key);
        }
        offered = null;
    }
    if (offered) {
        show();
    }

    form.addEventListener("autosave:sending", () => {
        // What is offered is not replaced before it was answered.
        if (!offered) {
            keep(false);
        }
    });
    form.addEventListener("autosave:saved", () => {
        if (!offered) {
            storage.removeItem(key);
        }
    });
    form.addEventListener("submit", () => {
        if (read(key) && !offered) {
            keep(true);
        }
    });

    // Sent by the button, and the revision after it is here; or it is what the page shows.
    function isSaved(copy) {
        const isStored = copy.isSent && Number(loadedRevision) === Number(copy.revision) + 1;
        return isStored || JSON.stringify(copy.entries) === JSON.stringify(entries());
    }

    function entries() {
        const left = new Set([OF_THE_VISIT, "revision"]);
        return [...new FormData(form)].filter(([name, value]) => !left.has(name) && typeof value === "string");
    }

    function keep(isSent) {
        write({ at: Date.now(), revision: form.elements.revision.value, entries: entries(), isSent });
    }

    function write(copy) {
        try {
            storage.setItem(key, JSON.stringify(copy));
        } catch {
            // Full: the connection is all there is.
        }
    }

    function show() {
        offer.querySelector("[data-autosave-offer-time]").textContent = new Date(offered.at).toLocaleString("zh-CN");
        offer.querySelector("[data-autosave-offer-note]").hidden = offered.revision === loadedRevision;
        offer.querySelector("[data-autosave-restore]").addEventListener("click", restore);
        offer.querySelector("[data-autosave-discard]").addEventListener("click", () => {
            storage.removeItem(key);
            offered = null;
            offer.hidden = true;
        });
        offer.hidden = false;
    }

    function restore() {
        const sending = document.createElement("form");
        sending.method = "post";
        sending.action = form.getAttribute("action") || location.href;
        sending.hidden = true;
        const token = form.elements[OF_THE_VISIT].value;
        for (const [name, value] of [[OF_THE_VISIT, token], ["revision", offered.revision], ...offered.entries]) {
            // A textarea, because an input would drop line breaks.
            const field = document.createElement("textarea");
            field.name = name;
            field.value = value;
            sending.append(field);
        }
        document.body.append(sending);
        write({ ...offered, isSent: true });
        sending.submit();
    }
}

function openStorage() {
    try {
        return window.localStorage;
    } catch {
        return null;
    }
}

function read(key) {
    try {
        return JSON.parse(storage.getItem(key));
    } catch {
        return null;
    }
}

function forgetOld() {
    for (const key of Object.keys(storage).filter((name) => name.startsWith(PREFIX))) {
        const copy = read(key);
        if (!copy || Date.now() - copy.at > LONGEST) {
            storage.removeItem(key);
        }
    }
}
