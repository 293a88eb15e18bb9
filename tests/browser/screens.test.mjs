// Every screen of a populated network, as a stranger and as somebody who may do everything: sound in French and in English, by day and by
// night, on the smallest phone, a usual one and a laptop, and still within the screen when text is twice as large.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, member } from "./lib/api.mjs";
import { LANGS, launch, noOverflow, screenshot, sound, soundInEveryLook, visit } from "./lib/browser.mjs";
import { press, signIn } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";

/// Text at 200 % on this width (WCAG 1.4.4).
const LARGE_TEXT_WIDTH = 360;

/// An event that was called off, of the admin's own.
async function cancelOne() {
  const made = await api.post("/events", { kind: "leafleting", title: "Tractage annulé", starts_at: "2030-05-04T10:00:00+02:00", place: { place_id: "fr-93048" } });
  return api.post(`/events/${made.id}/cancel`, { reason: "La salle n’est plus libre." });
}

const server = await start(test, { demo: true });
const browser = await launch(test);
const token = (await server.keeper("token", "create", "--email", server.admin.email)).trim().split(/\s+/).at(-1);
const api = client(server, token);
const events = (await api.get("/events?limit=100")).items;
const past = (await api.get("/events?limit=100&from=2020-01-01T00:00:00Z&to=" + new Date().toISOString())).items;
const posts = (await api.get("/posts?for=all&limit=20")).items;
const mine = (await api.get("/events?mine=organising&limit=1")).items;
const teams = (await api.get("/teams?limit=20")).items;
const cancelled = await cancelOne();
const invitation = (await api.post(`/teams/${teams[0].id}/invitations`, {})).url.replace(/^https?:\/\/[^/]+/, "");
const thread = (await api.post(`/events/${cancelled.id}/threads`, { title: "Covoiturage", text: "Qui a **une voiture** ?" })).url.replace(/^https?:\/\/[^/]+/, "");
const said = (await api.post(`${thread}/messages`, { text: "J’ai *deux* places." })).id;
await api.patch(`${thread}/messages/${said}`, { text: "J’ai *trois* places." });
const one = (list, what, test) => list.find(test) ?? assert.fail(`the demo has no ${what}`);

const PUBLIC = [
  "/", "/events", "/events?place=Montreuil", "/events?needs_people=1&kind=leafleting", `/events?team=${teams[0].id}&q=tract`, "/teams?q=agir", "/map", "/map?near=48.86,2.44&radius_km=20", "/teams", "/search", "/search?q=tractage",
  "/search?q=zzzzzz", "/signup", "/signin", "/about", "/privacy", "/legal", "/accessibility", "/api/docs", "/offline",
  `/events/${events[0].id}`,
  `/events/${one(events, "full event", (event) => event.places_left === 0).id}`,
  `/events/${one(events, "event that needs people", (event) => event.needs > 0).id}`,
  `/events/${one(past, "past event", () => true).id}`,
  `/teams/${teams[0].id}`, `/teams/${teams[0].id}?part=past`, `/teams/${teams[0].id}?part=about`, `/teams/${teams[0].id}?part=news`,
  invitation,
  "/news", ...posts.filter((post) => post.visibility === "public").slice(0, 2).map((post) => `/news/${post.id}`),
];
const SIGNED_IN = [
  "/", "/events", "/me", "/me/agenda", "/me/profile", "/me/photo", "/me/data", "/me/email", "/me/factor", "/me/flags", "/me/decisions", `/flag?kind=event&id=${events[0].id}`, "/admin/moderation", `/admin/moderation/event/${events[0].id}`, "/me/erase", "/me/seen", "/me/log", "/me/confirm", "/admin", "/admin/audit", "/me/security", "/me/notifications", "/notifications", "/events/new", "/teams/new", "/teams?member=me",
  `/events/${events[0].id}`, `/events/${events[0].id}/rsvp`, `/events/${events[0].id}/people`, `/events/${events[0].id}/edit`, `/events/${events[0].id}/cancel`, `/events/${cancelled.id}`, `/events/${cancelled.id}/edit`,
  "/news", "/news?for=all", "/news?for=editors", "/news/new", `/news/${posts[0].id}`, `/news/${posts[0].id}/edit`, `/news/${posts[0].id}/delete`,
  `/teams/${teams[0].id}`, `/teams/${teams[0].id}/edit`, `/teams/${teams[0].id}/members`, `/teams/${teams[0].id}/invitations`, invitation,
  `/teams/${teams[0].id}/threads`, `/events/${events[0].id}/threads`, `/events/${cancelled.id}/threads`, thread, `${thread}/messages/${said}/edit`,
  ...mine.map((event) => `/events/${event.id}`),
];

/// Every screen is sound in every look, and every link on it leads somewhere.
async function look(visitor, paths) {
  const links = new Map();
  for (const path of paths) {
    const answer = await visitor.page.goto(path);
    assert.equal(answer.status(), 200, path);
    await soundInEveryLook(visitor, path);
    const found = await visitor.page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.href.split("#")[0]).filter((href) => href.startsWith(`${location.origin}/`) && !href.includes("lang=")));
    for (const link of found) links.set(link, path);
  }
  if (visitor.lang !== LANGS[0]) return;
  for (const [link, path] of links) assert.ok((await visitor.page.request.head(link)).ok(), `${path} leads to ${link}, which is not there`);
}

for (const lang of LANGS) {
  test(`screens of a stranger, ${lang}`, async () => {
    const visitor = await visit(browser, server, { lang });
    await look(visitor, PUBLIC);
    const gone = await visitor.page.goto("/events/06h08q9d9dv3b0f4d243j9e06c");
    assert.equal(gone.status(), 404);
    await soundInEveryLook(visitor, "not found");
    await visitor.leave();
  });
  test(`screens of an admin, ${lang}`, async () => {
    const visitor = await visit(browser, server, { lang });
    await visitor.page.goto(`/?lang=${lang}`);
    await signIn(visitor, server.admin);
    await look(visitor, SIGNED_IN.map((path) => `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`));
    await screenshot(visitor, "me");
    await visitor.leave();
  });
}

for (const lang of ["fr", "en"]) {
  test(`what is refused, ${lang}`, async () => {
    const visitor = await visit(browser, server, { lang, width: 320 });
    const { page } = visitor;
    const rosa = await member(server, `rosa.${lang}@example.org`, "Rosa", "Refus", { password: "trois petits tambours gris" });
    const at = (path) => page.goto(`${path}?lang=${lang}`);
    // A form without what it needs comes back with what is wrong.
    const refused = async (path) => {
      await at(path);
      const form = page.locator("main form[method=post]", { has: page.locator("input[required]") }).first();
      await form.locator("input[required]:visible").first().fill("");
      const response = await press(visitor, form.locator("button:not([type=button])").first());
      assert.equal(response.status(), 422, path);
      await sound(visitor, `${path}, refused`);
    };
    const forbidden = async (path, status) => {
      assert.equal((await at(path)).status(), status, path);
      await sound(visitor, `${path}, ${status}`);
    };
    for (const path of ["/signup", "/signin"]) await refused(path);
    await signIn(visitor, rosa);
    await page.goto(`/me/profile?lang=${lang}`);
    await page.selectOption("#lang", lang);
    await press(visitor, page.locator("main form .btn.lg"));
    // A town that no list has is asked about once, and kept when it is meant.
    await at("/me/profile");
    await page.fill("#place", "Xyzzyville");
    assert.equal((await press(visitor, page.locator("main form .btn.lg"))).status(), 422);
    await sound(visitor, "a town that no list has");
    await page.check("input[name=place_pick][value=text]");
    await press(visitor, page.locator("main form .btn.lg"));
    await at("/me/profile");
    assert.equal(await page.inputValue("#place"), "Xyzzyville");
    // A page that was open since before another session: what was typed comes back, and goes with one more tap.
    await at("/events/new");
    await page.fill("#title", "Une page ancienne");
    await page.evaluate(() => { document.querySelector("main form input[name=csrf]").value = "old"; });
    assert.equal((await press(visitor, page.locator("main form .btn.lg").first())).status(), 403);
    await sound(visitor, "a form that came too late");
    assert.equal((await press(visitor, page.locator("main form .btn.lg").first())).status(), 422);
    assert.equal(await page.inputValue("#title"), "Une page ancienne");
    for (const path of ["/events/new", "/teams/new", "/me/profile", "/me/security"]) await refused(path);
    await forbidden(`/events/${events[0].id}/edit`, 403);
    await forbidden(`/teams/${teams[0].id}/members`, 403);
    await forbidden("/nowhere", 404);
    for (const path of ["/me/agenda", "/", "/teams"]) await forbidden(path, 200);
    await visitor.leave();
  });
}

test(`text at 200 % stays within ${LARGE_TEXT_WIDTH} px`, async () => {
  for (const [paths, signedIn] of [[PUBLIC, false], [SIGNED_IN, true]]) {
    const visitor = await visit(browser, server, { width: LARGE_TEXT_WIDTH });
    if (signedIn) await signIn(visitor, server.admin);
    for (const path of paths) {
      await visitor.page.goto(path);
      await visitor.page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
      await noOverflow(visitor.page, `${path} at 200 %`);
    }
    await visitor.leave();
  }
});
