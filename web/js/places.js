// Places as one types: the combobox of the ARIA Authoring Practices (list autocomplete), over /api/v1/places. Without it the server asks
// "which one?" after the form was sent. "Around me" asks the phone only when tapped, and keeps about a hundred metres of its answer.
import { say } from "./app.js";

/** Milliseconds without a key before the server is asked. */
const PAUSE = 150;
const LIMIT = 6;
/** Decimals of a degree that leave the phone: about 110 m. */
const DECIMALS = 3;

/** What a country is called in the language of the page; its code where the browser knows no names. */
function country(code) {
  try { return new Intl.DisplayNames([document.documentElement.lang], { type: "region" }).of(code) ?? code; } catch { return code; }
}

export function start(root) {
  for (const field of root.matches?.("[data-place]") ? [root] : root.querySelectorAll("[data-place]")) {
    if (!field.dataset.ready) { field.dataset.ready = ""; combobox(field); locate(field); }
  }
}

function combobox(field) {
  const input = field.querySelector(".combo .input");
  const id = field.querySelector(".combo input[type=hidden]");
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "options";
  list.role = "listbox";
  list.ariaLabel = input.dataset.list;
  list.hidden = true;
  input.after(list);
  Object.assign(input, { role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list" });
  input.setAttribute("aria-controls", list.id);

  let items = [], at = -1, timer, asking;

  const close = () => { list.hidden = true; at = -1; input.ariaExpanded = "false"; input.removeAttribute("aria-activedescendant"); };
  const quiet = () => { clearTimeout(timer); asking?.abort(); };

  function mark(next) {
    at = (next + items.length) % items.length;
    [...list.children].forEach((option, i) => { option.ariaSelected = String(i === at); });
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function choose(item) {
    input.value = item.postcode ? `${item.name} (${item.postcode})` : `${item.name}, ${country(item.country)}`;
    id.value = item.id;
    const near = field.querySelector("input[name=near]");
    if (near) near.value = "";
    quiet();
    close();
    id.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(found) {
    items = found;
    list.replaceChildren(...found.map((item, i) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}-${i}`, role: "option", ariaSelected: "false" });
      const detail = document.createElement("small");
      detail.textContent = [item.postcode, item.region, item.country !== "FR" && country(item.country)].filter(Boolean).join(" · ");
      option.append(item.name, " ", detail);
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(item); });
      return option;
    }));
    list.hidden = found.length === 0;
    input.ariaExpanded = String(found.length > 0);
    if (found.length === 0) say(input.dataset.none);
  }

  async function ask(text) {
    asking = new AbortController();
    try {
      const response = await fetch(`/api/v1/places?${new URLSearchParams({ q: text, limit: LIMIT })}`, { signal: asking.signal });
      const found = response.ok ? (await response.json()).items : [];
      // Who is choosing already is not given another list under their finger.
      if (response.ok && at < 0 && document.activeElement === input) show(found);
    } catch { /* no network, or a newer question: the form still works */ }
  }

  input.addEventListener("input", () => {
    id.value = "";
    at = -1;
    quiet();
    const text = input.value.trim();
    if (text) timer = setTimeout(ask, PAUSE, text);
    else close();
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? items.length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(items[at]);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") { if (at >= 0) choose(items[at]); close(); return; }
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => { quiet(); close(); });
}

function locate(field) {
  const button = field.querySelector("[data-locate]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    say(button.dataset.wait);
    button.ariaBusy = "true";
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      button.ariaBusy = null;
      const near = field.querySelector("input[name=near]");
      near.value = `${coords.latitude.toFixed(DECIMALS)},${coords.longitude.toFixed(DECIMALS)}`;
      field.querySelector(".combo input[type=hidden]").value = "";
      field.querySelector(".combo .input").value = button.dataset.here;
      if (field.closest("[data-filter]")) near.dispatchEvent(new Event("change", { bubbles: true }));
      else field.closest("form").requestSubmit();
    }, () => {
      button.ariaBusy = null;
      say(button.dataset.denied);
      const line = field.querySelector("[data-line]") ?? document.createElement("p");
      line.dataset.line = "";
      line.className = "hint";
      line.textContent = button.dataset.denied;
      button.after(line);
    }, { timeout: 10_000, maximumAge: 300_000 });
  });
}
