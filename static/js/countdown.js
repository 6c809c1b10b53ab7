// [data-countdown="<moment>"]: how long it is until then, in the two largest units, as `waited` of templatetags/ui.py
// writes it (还有 3 天 4 小时). When the moment has come it says nothing: the words of the page itself are made anew.

const MINUTE = 60_000;
const places = document.querySelectorAll("[data-countdown]");

function inTwoUnits(minutes) {
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    const rest = minutes % 60;
    if (days) {
        return hours ? `${days} 天 ${hours} 小时` : `${days} 天`;
    }
    if (hours) {
        return rest ? `${hours} 小时 ${rest} 分钟` : `${hours} 小时`;
    }
    return rest ? `${rest} 分钟` : "不到 1 分钟";
}

function show() {
    for (const place of places) {
        const left = Date.parse(place.dataset.countdown) - Date.now();
        place.hidden = left <= 0;
        place.textContent = left > 0 ? `还有 ${inTwoUnits(Math.floor(left / MINUTE))}` : "";
    }
}

if (places.length) {
    show();
    setInterval(show, MINUTE / 2);
}
