// <form data-autosave>: saves itself while it is typed. apps/core/autosave.py says what the server answers.
// Needs a hidden field `revision` and [data-autosave-status] (components/autosave_status.html). One request is under way
// at a time; the newest content wins. What has no answer is sent again as it was, under the same X-Autosave-Id, so that
// a lost answer is not mistaken for the work of somebody else.
// Fires on the form: "autosave:sending" (js/autosave-copy.js keeps it here), "autosave:answered" with the answer as
// detail (js/autosave-faults.js), "autosave:saved" when nothing is unsaved any more (js/unsaved.js).

const PAUSE = 1500;
const LONGEST_PAUSE = 15000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TIMEOUT = 30000;
// How long a pressed button waits for the request under way, whose revision it would otherwise contradict.
const PATIENCE = 8000;
// The page tries again by itself after these.
const WITHOUT_ANSWER = new Set(["offline", "failing", "signedOut"]);

const WORDS = {
    saving: "正在保存…",
    saved: "已自动保存",
    invalid: "有内容需要修改，未保存",
    offline: "连接中断，内容暂存在本机，恢复后自动保存",
    failing: "系统暂时不能保存，内容暂存在本机，稍后自动重试",
    signedOut: "登录已失效，内容暂存在本机。",
    otherPerson: "本浏览器已由他人登录，内容未保存，请保留本页并重新登录原账号。",
    tooLarge: "内容超过大小限制，未保存，请删减后再试。",
    gone: "本页内容已不能保存，文字仍保留在本页，请复制后重新打开。",
};
// Refusals by the server as such, which come as a page.
const REFUSALS = { 403: "gone", 404: "gone", 405: "gone", 413: "tooLarge" };
const TOKEN = "csrfmiddlewaretoken";

for (const form of document.querySelectorAll("form[data-autosave]")) {
    attach(form);
}

function attach(form) {
    const status = document.querySelector("[data-autosave-status]");
    // How often something was typed; how much of that the server has judged, and how much it has stored.
    let typed = 0;
    let judged = 0;
    let stored = 0;
    // { identity, content, typed } of what has no answer yet.
    let pending = null;
    let underway = null;
    let timer = 0;
    let latest = Infinity;
    let keeping = 0;
    let wait = FIRST_WAIT;
    // Nothing is sent any more: it was refused for good, or the form is on its way by a button.
    let isStopped = false;
    let isLeaving = false;

    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("focusout", () => {
        if (typed > judged && !pending) {
            schedule(0);
        }
    });
    form.addEventListener("submit", submitting, { capture: true });
    window.addEventListener("online", () => pending && schedule(0));
    // Leaving: the last words; coming back, perhaps from signing in: what waits.
    document.addEventListener("visibilitychange", () => {
        if (typed > stored && !isLeaving) {
            keep();
        }
        if (pending || typed > judged) {
            schedule(0);
        }
    });
    window.addEventListener("pageshow", (event) => {
        if (event.persisted) {
            isLeaving = false;
        }
    });

    // What was typed while the page was still loading.
    if (isTyped(form)) {
        touched();
    }

    function touched() {
        typed += 1;
        // Who types without a pause is saved all the same.
        latest = Math.min(latest, Date.now() + LONGEST_PAUSE);
        const pause = Math.min(PAUSE, Math.max(latest - Date.now(), 0));
        if (isStopped || (pending && !underway)) {
            // Nothing is sent now, or the retry has its own time: the newest content is kept here.
            clearTimeout(keeping);
            keeping = setTimeout(keep, pause);
        } else {
            schedule(pause);
        }
    }

    function schedule(pause) {
        clearTimeout(timer);
        if (!isStopped && !isLeaving) {
            timer = setTimeout(send, pause);
        }
    }

    function keep() {
        form.dispatchEvent(new CustomEvent("autosave:sending"));
    }

    function send() {
        // At its end, what is under way looks for newer content.
        if (underway || isStopped || isLeaving) {
            return;
        }
        latest = Infinity;
        pending ??= { identity: newIdentity(), content: entered(), typed };
        keep();
        show("saving");
        underway = request(form, pending).then((answer) => {
            underway = null;
            answered(answer);
        });
    }

    // Files go by the ordinary way, with a button.
    function entered() {
        const content = new FormData(form);
        for (const [name, value] of [...content]) {
            if (value instanceof File) {
                content.delete(name);
            }
        }
        return content;
    }

    function answered(answer) {
        if (WITHOUT_ANSWER.has(answer.outcome)) {
            show(answer.outcome);
            schedule(wait);
            wait = Math.min(wait * 2, LONGEST_WAIT);
            return;
        }
        const sent = pending;
        pending = null;
        judged = sent.typed;
        wait = FIRST_WAIT;
        form.dispatchEvent(new CustomEvent("autosave:answered", { detail: answer }));
        if (answer.outcome === "saved") {
            stored = sent.typed;
            form.elements.revision.value = answer.revision;
            show("saved", answer.saved_at);
            if (typed === stored) {
                form.dispatchEvent(new CustomEvent("autosave:saved"));
            }
        } else if (answer.outcome === "invalid") {
            show("invalid");
        } else if (answer.outcome === "tooLarge") {
            show("tooLarge");
        } else {
            stop(answer);
        }
        // What stays wrong is sent again when it was changed, not before.
        if (typed > judged) {
            schedule(PAUSE);
        }
    }

    function stop(answer) {
        isStopped = true;
        clearTimeout(timer);
        show(answer.outcome, "", answer);
    }

    // A button that is pressed while a request is under way waits for the new revision.
    function submitting(event) {
        clearTimeout(timer);
        clearTimeout(keeping);
        if (typed > stored) {
            keep();
        }
        isLeaving = true;
        if (underway) {
            event.preventDefault();
            event.stopImmediatePropagation();
            const submitter = event.submitter;
            Promise.race([underway, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).then(() => {
                underway = null;
                form.requestSubmit(submitter);
            });
        }
    }

    function show(outcome, time = "", answer = {}) {
        status.hidden = false;
        status.dataset.autosaveStatus = outcome;
        const words = document.createElement("span");
        words.textContent = [answer.message ?? WORDS[outcome], time].filter(Boolean).join(" ");
        status.replaceChildren(words);
        if (outcome === "signedOut") {
            status.append(link(location.href, "在新标签页登录"));
        } else if (answer.url) {
            status.append(link(answer.url, "在新标签页查看"));
        }
    }
}

// Choices from a list are left out: one that nobody has made yet looks like a change.
function isTyped(form) {
    return Array.from(form.querySelectorAll("input, textarea")).some((field) =>
        ["checkbox", "radio"].includes(field.type)
            ? field.checked !== field.defaultChecked
            : field.value !== field.defaultValue,
    );
}

// What the server says of this content; without an answer that could be read, why there is none.
async function request(form, pending, isRenewed = false) {
    // The token of now: it may have been renewed by signing in again.
    pending.content.set(TOKEN, form.elements[TOKEN].value);
    const response = await post(form, pending);
    if (!response) {
        return { outcome: "offline" };
    }
    if (response.headers.get("Content-Type")?.startsWith("application/json")) {
        return response.json().catch(() => ({ outcome: "offline" }));
    }
    if (response.type === "opaqueredirect" || response.ok) {
        return { outcome: "signedOut" };
    }
    if (response.status === 403 && !isRenewed) {
        const outcome = await renewToken(form);
        return outcome ? { outcome } : request(form, pending, true);
    }
    return { outcome: REFUSALS[response.status] ?? "failing" };
}

async function post(form, { identity, content }) {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT);
    try {
        return await fetch(form.getAttribute("action") || location.href, {
            method: "POST",
            headers: { "X-Autosave": "1", "X-Autosave-Id": identity },
            body: content,
            redirect: "manual",
            signal: timeout.signal,
        });
    } catch {
        return null;
    } finally {
        clearTimeout(timer);
    }
}

// After signing in again the form's token is out of date: the page, loaded anew, has the new one. Returns what is in
// the way, or nothing.
async function renewToken(form) {
    const response = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    if (!response) {
        return "offline";
    }
    if (response.type === "opaqueredirect") {
        return "signedOut";
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const renewed = page.querySelector("form[data-autosave]");
    if (!renewed) {
        return "gone";
    }
    if (renewed.dataset.autosaveUser !== form.dataset.autosaveUser) {
        return "otherPerson";
    }
    form.elements[TOKEN].value = renewed.elements[TOKEN].value;
    return "";
}

function link(address, words) {
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.textContent = words;
    return anchor;
}

// crypto.randomUUID() is for secure contexts alone, and offices reach the platform by plain http too.
function newIdentity() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
