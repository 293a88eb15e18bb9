// The service worker, served at /sw.js. It keeps the shell, the last pages seen and their pictures of faces out of reach of a bad network.
// Network first for pages: a copy is only shown when there is no network, and says when it was taken. Sign-out wipes everything
// (Clear-Site-Data). A classic script: Firefox takes no modules here.

const PAGES = "pages-1";
const FILES = "files-1";
/** How many pages and files are kept, the oldest go first. */
const KEEP_PAGES = 30;
const KEEP_FILES = 60;
/** Pages worth keeping; the rest is either private or of no use without a network. */
const WORTH = /^\/($|\?|events|teams|me\/agenda|offline)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGES).then((cache) => cache.add(new Request("/offline", { cache: "reload" }))).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const ours = [PAGES, FILES];
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((n) => !ours.includes(n)).map((n) => caches.delete(n)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || request.headers.has("X-Fragment")) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

/** Files are named after their content: a copy is always right. */
async function file(request) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) { await cache.put(request, response.clone()); await trim(cache, KEEP_FILES); }
  return response;
}

async function page(event, url) {
  const cache = await caches.open(PAGES);
  try {
    const response = await fetch(event.request);
    if (response.ok && !response.redirected && WORTH.test(url.pathname + url.search)) {
      const copy = response.clone();
      event.waitUntil(cache.put(event.request, copy).then(() => trim(cache, KEEP_PAGES)));
    }
    return response;
  } catch {
    const known = await cache.match(event.request);
    return known ? marked(known) : cache.match("/offline").then((offline) => offline ?? Response.error());
  }
}

/** The copy, with a banner that says when it was taken: the page carries the banner's words (`data-offline`, with `{time}`). */
async function marked(response) {
  const html = await response.text();
  const lang = html.match(/<html lang="([a-z]+)"/)?.[1] ?? "en";
  const taken = new Date(response.headers.get("Date") ?? Date.now());
  const time = taken.toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit" });
  const words = html.match(/data-offline="([^"<]*)"/)?.[1] ?? "";
  const banner = `<p class="offline" role="status">${words.replace("{time}", time)}</p>`;
  return new Response(html.replace(/<header class="top"/, `${banner}<header class="top"`), { status: 200, headers: response.headers });
}

async function trim(cache, most) {
  const keys = await cache.keys();
  const spare = keys.filter((key) => new URL(key.url).pathname !== "/offline");
  await Promise.all(spare.slice(0, Math.max(0, spare.length - most)).map((key) => cache.delete(key)));
}

/** Answers that wait for the network: an open page sends them; without one, we do. */
self.addEventListener("sync", (event) => {
  if (event.tag === "answers") event.waitUntil(answers());
});

async function answers() {
  const open = await self.clients.matchAll({ type: "window" });
  if (open.length > 0) { open[0].postMessage("answers"); return; }
  const db = await new Promise((resolve, reject) => {
    const opening = indexedDB.open("banderole", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("answers", { keyPath: "event" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const ask = (mode, body) => new Promise((resolve, reject) => {
    const request = body(db.transaction("answers", mode).objectStore("answers"));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const row of await ask("readonly", (store) => store.getAll())) {
    const csrf = (await (await fetch(`/events/${row.event}`)).text()).match(/name="csrf" value="([^"]+)"/)?.[1];
    if (!csrf) return;
    const body = new URLSearchParams({ csrf, answer: row.answer, answered_at: row.time, from: "page" });
    const response = await fetch(`/events/${row.event}/rsvp`, { method: "POST", body, headers: { "X-Fragment": "1", "Idempotency-Key": row.key } });
    if (response.status >= 500 || response.status === 429) return;
    await ask("readwrite", (store) => store.delete(row.event));
  }
}
