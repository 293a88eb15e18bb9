// Answers given without a network. A row holds {event, answer, key, time} and names nobody; it leaves when the server has answered.
// The server takes each key once, and the latest time wins, so sending twice or late does no harm.
import { fragment, kept, place, say, swap, word } from "./app.js";

const NAME = "banderole";
const ROWS = "answers";

/** Runs `body` on the store of rows; resolves with the request's result. */
function rows(mode, body) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(ROWS, { keyPath: "event" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      const work = db.transaction(ROWS, mode);
      const request = body(work.objectStore(ROWS));
      work.oncomplete = () => { db.close(); resolve(request.result); };
      work.onabort = () => { db.close(); reject(work.error); };
    };
  });
}

/** Keeps the answer of a form until there is a network, and says so in the form's place. */
export async function queue(form, button) {
  const row = { event: form.dataset.rsvp, answer: button?.value ?? "going", key: crypto.randomUUID(), time: new Date().toISOString() };
  await rows("readwrite", (store) => store.put(row));
  kept("queue", "1");
  show(row);
  say(word(row.answer === "going" ? "waitingGoing" : "waitingDeclined"));
  const worker = await navigator.serviceWorker?.ready;
  await worker?.sync?.register("answers").catch(() => {});
}

/** Marks the forms of an event as waiting. */
function show({ event, answer }) {
  for (const form of document.querySelectorAll(`form[data-rsvp="${CSS.escape(event)}"]`)) {
    form.querySelector(".waiting")?.remove();
    const line = document.createElement("p");
    line.className = "waiting tag need";
    line.textContent = word(answer === "going" ? "waitingGoing" : "waitingDeclined");
    form.prepend(line);
  }
}

let running = false;

/** Sends what waits, the oldest first. */
export async function replay() {
  if (running) return;
  running = true;
  try {
    const all = (await rows("readonly", (store) => store.getAll())).sort((a, b) => a.time.localeCompare(b.time));
    all.forEach(show);
    for (const row of all) {
      if (!await send(row)) return;
      await rows("readwrite", (store) => store.delete(row.event));
    }
    localStorage.removeItem("queue");
  } catch { /* no network yet, or no storage: the rows stay */ } finally { running = false; }
}

/** True when the server has answered for good, whatever it said. */
async function send(row) {
  const form = document.querySelector(`form[data-rsvp="${CSS.escape(row.event)}"]`);
  const csrf = document.querySelector("input[name=csrf]")?.value ?? await fetched(row.event);
  const body = new URLSearchParams({ csrf, answer: row.answer, answered_at: row.time, from: form?.elements.from?.value ?? "page" });
  const response = await fetch(`/events/${row.event}/rsvp`, { method: "POST", body, headers: { "X-Fragment": "1", "Idempotency-Key": row.key } });
  if (response.status >= 500 || response.status === 429) return false;
  const fresh = await fragment(response);
  if (fresh?.matches(".alert")) say(fresh.textContent);
  else if (fresh && form) swap(place(form), fresh);
  else if (fresh) say(fresh.dataset.say ?? fresh.querySelector("p")?.textContent);
  return true;
}

async function fetched(event) {
  const page = await (await fetch(`/events/${event}`)).text();
  return page.match(/name="csrf" value="([^"]+)"/)?.[1] ?? "";
}

/** Leaving the network with answers that were not sent: send them, or throw them away, but knowingly. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-signout]") || !kept("queue")) return;
  event.preventDefault();
  await replay();
  if (!kept("queue") || confirm(word("leave"))) {
    localStorage.removeItem("queue");
    form.submit();
  }
});

addEventListener("online", replay);
navigator.serviceWorker?.addEventListener("message", (event) => { if (event.data === "answers") replay(); });
