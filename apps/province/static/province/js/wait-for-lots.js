/** Go on to the drafting form as soon as the trading center has pushed the lots. */
const INTERVAL_MILLISECONDS = 3000;
const notice = document.querySelector("[data-wait-for-lots]");

async function look() {
  try {
    const response = await fetch(notice.dataset.waitForLots, { headers: { Accept: "application/json" } });
    if (response.ok && (await response.json()).has_lots) {
      window.location.reload();
      return;
    }
  } catch {
    // The server is away for a moment: the next look will tell.
  }
  window.setTimeout(look, INTERVAL_MILLISECONDS);
}

window.setTimeout(look, INTERVAL_MILLISECONDS);
