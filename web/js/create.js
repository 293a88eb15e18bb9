// Creating an event: the title follows the kind until it was touched, the end follows the kind's usual length, and what was typed survives
// an accident. The draft lies in this tab only (sessionStorage), holds the form's own fields, and goes when the form is sent.
export function start(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    restore(form);
    follow(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", () => { try { sessionStorage.removeItem(form.dataset.draft); } catch { /* nothing was kept */ } });
  }
}

const ours = (control) => control.name && !["hidden", "file", "password", "submit"].includes(control.type);

function save(form) {
  const kept = [...form.elements].filter(ours).map((c) => [c.name, c.value, c.checked]);
  try { sessionStorage.setItem(form.dataset.draft, JSON.stringify(kept)); } catch { /* storage is refused or full */ }
}

/** Only into a form that the server sent fresh: after a 422 its values are the right ones. */
function restore(form) {
  if (form.querySelector("[aria-invalid]") || form.hasAttribute("data-filled")) return;
  let kept;
  try { kept = JSON.parse(sessionStorage.getItem(form.dataset.draft)); } catch { return; }
  for (const [name, value, checked] of kept ?? []) {
    for (const control of [...form.elements].filter((c) => c.name === name && ours(c))) {
      if (control.type === "checkbox" || control.type === "radio") { if (control.value === value) control.checked = checked; }
      else { control.value = value; if (value) control.closest("details")?.setAttribute("open", ""); }
    }
  }
}

function follow(form) {
  const { kind, title, start_date: day, start_time: from, end_date: lastDay, end_time: until } = form.elements;
  if (!kind) return;
  const usual = () => kind.selectedOptions[0];
  let filled = title?.value && title.value === usual()?.dataset.title ? title.value : "";
  let ended = Boolean(until?.value);

  function end() {
    if (ended || !until || !day?.value || !from?.value) return;
    const at = new Date(`${day.value}T${from.value}:00Z`);
    at.setUTCMinutes(at.getUTCMinutes() + Number(usual()?.dataset.minutes || 0));
    const [date, time] = at.toISOString().split("T");
    until.value = time.slice(0, 5);
    if (lastDay) lastDay.value = date;
  }

  kind.addEventListener("change", () => {
    const text = usual()?.dataset.title ?? "";
    if (title && (title.value === "" || title.value === filled)) title.value = filled = text;
    end();
  });
  for (const control of [day, from]) control?.addEventListener("change", end);
  for (const control of [until, lastDay]) control?.addEventListener("change", () => { ended = true; });
}
