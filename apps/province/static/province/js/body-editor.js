/** The text of an announcement: edited as it will look, kept in the text area beneath. */
const form = document.querySelector("[data-announcement-form]");
const paper = form.querySelector("[data-paper]");
const source = form.querySelector("[data-source]");
const area = source.querySelector("textarea");
const toggle = form.querySelector("[data-toggle-source]");
const message = form.querySelector("[data-compose-message]");

function show(text) {
  area.value = text;
  paper.innerHTML = text;
}

function showAs(isSource) {
  if (isSource) area.value = paper.innerHTML;
  else paper.innerHTML = area.value;
  paper.hidden = isSource;
  source.hidden = !isSource;
  toggle.textContent = isSource ? "返回编辑" : "查看源码";
}

form.addEventListener("submit", () => {
  if (!paper.hidden) area.value = paper.innerHTML;
});

toggle.addEventListener("click", () => showAs(source.hidden));

form.querySelector("[data-compose-button]").addEventListener("click", async () => {
  message.textContent = "";
  const fields = new FormData(form);
  fields.delete("added");
  fields.set("act", "compose");
  try {
    const response = await fetch(form.dataset.compose, { method: "POST", body: fields });
    const answer = await response.json();
    if (response.ok) show(answer.body_html);
    else message.textContent = answer.message;
  } catch {
    message.textContent = "暂时不能生成正文，请稍后重试。";
  }
});

showAs(false);
