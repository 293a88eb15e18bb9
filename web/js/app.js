// Every page. Nothing here is needed: each form and link works alone. This only spares page loads.
//
// Contract with the server: a form with `data-swap` is sent with `X-Fragment: 1`; the answer is one element, which takes the place of the
// form (`data-swap=""`) or of the element of that id (`data-swap="answer"`). `data-say` on it is what the live region says. A refusal that
// is no part of the form is a `<p class="alert">`, shown under the form. A redirect is followed; a whole page, or a 401, means that the
// form is sent again in the ordinary way: nothing is swallowed.

/** The one Trusted Types policy. HTML: only what our own server sent. Script URLs: only our service worker. */
const policy = window.trustedTypes?.createPolicy("fragment", {
  createHTML: (html) => html,
  createScriptURL: (url) => {
    if (url !== "/sw.js") throw new TypeError(`no script from ${url}`);
    return url;
  },
}) ?? { createHTML: (html) => html, createScriptURL: (url) => url };

const status = document.getElementById("say");

/** Says a sentence to who cannot see the change. */
export function say(text) {
  if (!status || !text) return;
  status.textContent = "";
  setTimeout(() => { status.textContent = text; }, 50);
}

/** A word of the page's language that only scripts need (`data-…` of the live region). */
export const word = (name) => status?.dataset[name] ?? "";

/** The element in an answer of our server; null when the answer is a whole page or nothing. */
export async function fragment(response) {
  const text = await response.text();
  if (response.status === 401 || !/^\s*<(?!!)/.test(text)) return null;
  return document.adoptNode(new DOMParser().parseFromString(policy.createHTML(text), "text/html").body.firstElementChild);
}

/** Shows a refusal under a form; the browser says it (`role=alert`). */
function refuse(form, alert) {
  form.nextElementSibling?.matches(".alert") && form.nextElementSibling.remove();
  form.after(alert);
}

/** Puts a fragment where `old` stands; focus stays where the change is. */
export function swap(old, fresh) {
  const had = old.contains(document.activeElement);
  old.replaceWith(fresh);
  enhance(fresh);
  const alert = fresh.matches("[data-focus]") ? fresh : fresh.querySelector("[data-focus]");
  if (alert) alert.focus();
  else if (had) (fresh.matches("[tabindex]") ? fresh : fresh.querySelector("button,a[href],input:not([type=hidden])"))?.focus({ preventScroll: true });
  say(fresh.dataset.say ?? fresh.querySelector("p")?.textContent);
}

/** Where the answer to a form goes. */
export const place = (form) => (form.dataset.swap && document.getElementById(form.dataset.swap)) || form;

/** Sends a form in the background. True when its answer is on the page. */
async function send(form, submitter) {
  const data = new FormData(form, submitter);
  const files = [...data.values()].some((value) => value instanceof File);
  const response = await fetch(form.action, {
    method: "POST",
    body: files ? data : new URLSearchParams(data),
    headers: { "X-Fragment": "1", "Idempotency-Key": crypto.randomUUID() },
  });
  if (response.redirected) { location.assign(response.url); return true; }
  const fresh = await fragment(response);
  if (fresh?.matches(".alert")) refuse(place(form), fresh);
  else if (fresh) swap(place(form), fresh);
  return Boolean(fresh);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-swap]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  button?.setAttribute("aria-busy", "true");
  try {
    if (await send(form, button)) return;
  } catch {
    if (form.dataset.rsvp) {
      const { queue } = await import("./rsvp.js");
      await queue(form, button);
      return;
    }
  } finally {
    form.ariaBusy = null;
    button?.removeAttribute("aria-busy");
  }
  form.removeAttribute("data-swap");
  form.requestSubmit(button);
});

/** Wakes the modules that this part of the page asks for. */
function enhance(root) {
  const wants = (selector) => root.matches?.(selector) || root.querySelector(selector);
  if (wants("[data-place]")) import("./places.js").then((m) => m.start(root));
  if (wants("[data-filter]")) import("./filter.js").then((m) => m.start(root));
  if (wants("[data-photo]")) import("./photo.js").then((m) => m.start(root));
  if (wants("[data-draft]")) import("./create.js").then((m) => m.start(root));
  if (wants("[data-map]")) import("./map.js").then((m) => m.start(root));
  for (const button of root.querySelectorAll("[data-share]")) share(button);
}

/** The switch of language leads to the same part of the page. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".foot a[hreflang]");
  if (link && !link.hash) link.hash = location.hash;
});

/** "Share": the phone's own sheet, else the address on the clipboard. The button is hidden until one of them is there. */
function share(button) {
  if (!navigator.share && !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = button.dataset.share || location.href;
    try {
      if (navigator.share) await navigator.share({ title: document.title, url });
      else { await navigator.clipboard.writeText(url); say(word("copied")); button.append(` · ${word("copied")}`); }
    } catch { /* closed by the person: nothing to say */ }
  });
}

/** The display font comes after the page, and not on a thrifty or slow line; once it was fetched, at once. */
function font() {
  const line = navigator.connection;
  if (line?.saveData || /2g/.test(line?.effectiveType ?? "")) return;
  const face = new FontFace("Bricolage Grotesque", `url(${new URL("../fonts/bricolage-grotesque-800.woff2", import.meta.url)})`, { weight: "800" });
  face.load().then((loaded) => { document.fonts.add(loaded); kept("font", "1"); }, () => {});
}

/** A small note on the device that names nobody; null where storage is refused. */
export function kept(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch { return null; }
}

/** What a page says once ("the team is created") is no part of the address that people copy. */
function forgetDone() {
  const here = new URL(location);
  if (!here.searchParams.has("done")) return;
  here.searchParams.delete("done");
  history.replaceState(history.state, "", here);
}

forgetDone();
enhance(document);
document.querySelector("[data-focus]")?.focus();
if (kept("font")) font();
const loaded = () => {
  if (!kept("font")) font();
  // The queue is fetched while there is a network: without one it could not be.
  if (kept("queue")) import("./rsvp.js").then((m) => m.replay());
  else if (document.querySelector("form[data-rsvp]")) import("./rsvp.js").catch(() => {});
  if (navigator.serviceWorker && window.isSecureContext) navigator.serviceWorker.register(policy.createScriptURL("/sw.js")).catch(() => {});
};
if (document.readyState === "complete") loaded();
else addEventListener("load", loaded, { once: true });
