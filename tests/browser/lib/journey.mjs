// The main job, end to end, as a newcomer lives it: from the home page of a network they never heard of to an action and a team of their
// own, which somebody else then joins. Every page on the way must be sound.

import assert from "node:assert/strict";
import { LONG, screenshot, sound, visit } from "./browser.mjs";
import { MARSEILLE, MONTREUIL, inDays, member } from "./api.mjs";
import { card, fill, join, leave, picture, press, proveWith, send, signIn, titles, typePlace } from "./people.mjs";
import { words } from "./words.mjs";

const NEAR = { fr: "Tractage au marché de la Croix-de-Chavaux", en: "Leafleting at the covered market" };
const FAR = { fr: "Collage sur le Vieux-Port", en: "Poster pasting at the old harbour" };

/// The network before the newcomer: an organiser, one action near Montreuil, one far away. Once a server.
export async function prepare(server, lang) {
  const olga = await member(server, `olga.${lang}@example.org`, "Olga", "Organise");
  await olga.post("/events", { kind: "leafleting", title: NEAR[lang], starts_at: inDays(3), place: { ...MONTREUIL, name: "Marché", street: "1 place du Marché" }, capacity: 200, needs: 20 });
  await olga.post("/events", { kind: "poster_pasting", title: FAR[lang], starts_at: inDays(3), place: MARSEILLE });
}

/// The combinations whose pages axe reads, too: each width and each way once. `tests/run --long` does all.
const READ = ["320 script", "1280 script", "390 no script"];

export async function journey(browser, server, { lang, width, js }) {
  const axe = LONG || READ.includes(`${width} ${js ? "script" : "no script"}`);
  const run = `${lang}${width}${js ? "js" : "no"}`;
  const rosa = { first: "Rosa", last: `Nouvelle ${run}`, email: `rosa.${run}@example.org`, place: "Montreuil", password: "trois petits tambours gris" };
  const paul = { first: "Paul", last: `Suivant ${run}`, email: `paul.${run}@example.org` };
  const visitor = await visit(browser, server, { lang, width, js, axe });
  await comesIn(visitor, server, rosa);
  await looksAround(visitor, lang);
  const action = await startsAnAction(visitor, run);
  const team = await foundsATeam(visitor, run);
  const other = await visit(browser, server, { lang, width, js, axe });
  await saysYesAsAStranger(other, server, paul, action);
  await joinsTheTeam(other, team);
  await other.leave();
  await seesWhoCame(visitor, action, team, paul);
  await looksAfterTheAccount(visitor, server, rosa);
  await visitor.leave();
}

/// Sign-up, with its mistakes, the code, the photo.
async function comesIn(visitor, server, rosa) {
  const { page, lang } = visitor;
  const say = words(lang);
  await page.goto("/");
  await sound(visitor, "home of a stranger");
  await screenshot(visitor, "home");
  await press(visitor, page.locator("main a[href='/signup']").first());
  await sound(visitor, "sign-up");

  // Half filled: the page comes back with what was typed, the picture too.
  await fill(visitor, { first_name: rosa.first, last_name: rosa.last, email: "rosa at example" });
  await page.setInputFiles("#photo", await picture(visitor));
  const refused = await press(visitor, page.getByRole("button", { name: say("signup-send") }));
  assert.equal(refused.status(), 422);
  await sound(visitor, "sign-up, refused");
  assert.equal(await page.locator("[name=first_name]").inputValue(), rosa.first);
  assert.equal(await page.locator("[name=photo_kept]").count(), 1, "the picture was kept");

  await join(visitor, rosa);
  await sound(visitor, "code");
  await fill(visitor, { code: "222222" });
  assert.equal((await press(visitor, page.getByRole("button", { name: say("code-send") }))).status(), 422);
  await sound(visitor, "code, wrong");
  await proveWith(visitor, server, rosa.email);
  await sound(visitor, "where newcomers land");
  const face = page.locator("a.me img");
  assert.match(await face.getAttribute("src"), /^\/media\/\w+\/64\.jpg$/, "their photo is in the header");
  assert.ok(await face.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "and it can be seen");
}

/// Near me as list and map, search, one tap.
async function looksAround(visitor, lang) {
  const { page, js } = visitor;
  const say = words(lang);
  await page.goto("/events");
  await page.locator("#finder summary.pill").click();
  await typePlace(visitor, "93100");
  if (js) await page.waitForURL(/place_id=/);
  else await send(visitor, page.getByRole("button", { name: say("find-here") }));
  await page.locator(".card", { hasText: NEAR[lang] }).waitFor();
  assert.ok(!(await titles(visitor)).includes(FAR[lang]), "nothing from the other end of the country");
  await sound(visitor, "events near a town");
  await screenshot(visitor, "events");

  await press(visitor, page.locator("#finder a.chip[href*='/map']"));
  await card(visitor, NEAR[lang]).waitFor();
  await sound(visitor, "map");
  await screenshot(visitor, "map");

  await page.goto("/search");
  await fill(visitor, { q: lang === "fr" ? "marche" : "markets" });
  await press(visitor, page.getByRole("button", { name: say("search-go"), exact: true }));
  await card(visitor, NEAR[lang]).waitFor();
  await sound(visitor, "search");

  const yes = card(visitor, NEAR[lang]).getByRole("button", { name: say("answer-come") });
  if (js) await yes.click();
  else await press(visitor, yes);
  await page.getByText(js ? say("answer-going") : say("receipt-title")).first().waitFor();
  await sound(visitor, "after one tap");
  await page.goto("/events");
  await press(visitor, card(visitor, NEAR[lang]).getByRole("link"));
  await sound(visitor, "an event one goes to");
  await screenshot(visitor, "event");
  await press(visitor, page.locator("#answer a[href$='/rsvp']"));
  await sound(visitor, "receipt");
  await page.selectOption("#guests", "1");
  await fill(visitor, { note: "J’apporte une table." });
  await press(visitor, page.getByRole("button", { name: say("save") }));
  await sound(visitor, "receipt, with one more");
  assert.equal(await page.locator("#guests").inputValue(), "1");
}

/// An action in one screen. Answers its address.
async function startsAnAction(visitor, run) {
  const { page, lang } = visitor;
  const say = words(lang);
  await page.goto("/events/new");
  await sound(visitor, "new event");
  await screenshot(visitor, "new-event");
  await page.selectOption("#kind", "party");
  await fill(visitor, { title: `Pique-nique ${run}`, start_date: inDays(5).slice(0, 10), start_time: "12:30" });
  assert.equal((await press(visitor, page.getByRole("button", { name: say("event-publish") }))).status(), 422, "a place is missing");
  await sound(visitor, "new event, refused");
  await typePlace(visitor, "93100");
  await send(visitor, page.getByRole("button", { name: say("event-publish") }));
  assert.match(page.url(), /\/events\/[^/]{20,}/);
  assert.equal(await page.locator("h1").textContent(), `Pique-nique ${run}`);
  await sound(visitor, "one's own event");
  return new URL(page.url()).pathname;
}

/// A team, with a name and a place. Answers its address.
async function foundsATeam(visitor, run) {
  const { page, lang } = visitor;
  const say = words(lang);
  await page.goto("/teams");
  await sound(visitor, "teams");
  await press(visitor, page.locator("main a[href='/teams/new']").first());
  await sound(visitor, "new team");
  await fill(visitor, { name: `Équipe ${run}` });
  await typePlace(visitor, "93100");
  await send(visitor, page.getByRole("button", { name: say("team-create") }));
  assert.equal(await page.locator("h1").textContent(), `Équipe ${run}`);
  await sound(visitor, "one's own team");
  await screenshot(visitor, "team");
  return new URL(page.url()).pathname;
}

/// A tap by who is not signed in leads through sign-up and completes the answer.
async function saysYesAsAStranger(visitor, server, paul, action) {
  const { page, lang } = visitor;
  const say = words(lang);
  await page.goto(action);
  await sound(visitor, "an event, to a stranger");
  await press(visitor, page.locator("#answer").getByRole("button", { name: say("answer-come") }));
  assert.equal(new URL(page.url()).pathname, "/signup");
  await sound(visitor, "sign-up, on the way to an answer");
  await join(visitor, paul);
  await proveWith(visitor, server, paul.email);
  await page.getByText(say("receipt-title")).waitFor();
  await sound(visitor, "receipt, after sign-up");
  await page.goto("/");
  await sound(visitor, "home of a member");
  await screenshot(visitor, "home-member");
}

async function joinsTheTeam(visitor, team) {
  const { page, lang, js } = visitor;
  const say = words(lang);
  await page.goto(team);
  await sound(visitor, "a team, to a member");
  const yes = page.getByRole("button", { name: say("team-join") });
  if (js) await yes.click();
  else await press(visitor, yes);
  await page.getByRole("button", { name: say("team-leave") }).waitFor();
  await sound(visitor, "a team one joined");
}

/// The organiser sees who comes, the lead who joined.
async function seesWhoCame(visitor, action, team, paul) {
  const { page } = visitor;
  await page.goto(action);
  await page.locator("main").getByAltText(`${paul.first} ${paul.last}`).waitFor();
  await page.goto(`/teams/${team.split("/")[2]}/members`);
  await page.getByText(`${paul.first} ${paul.last}`).first().waitFor();
  await sound(visitor, "members of a team");
}

/// The pages of "me"; out; back in by code and by password.
async function looksAfterTheAccount(visitor, server, rosa) {
  const { page, lang } = visitor;
  const say = words(lang);
  for (const path of ["/me", "/me/agenda", "/me/profile", "/me/photo", "/me/data", "/me/security"]) {
    await page.goto(path);
    await sound(visitor, path);
  }
  await leave(visitor);
  await page.goto("/signin");
  await sound(visitor, "sign-in");
  const letters = (await server.lettersTo(rosa.email)).length;
  await fill(visitor, { email: rosa.email });
  await press(visitor, page.getByRole("button", { name: say("signin-code") }));
  await sound(visitor, "sign-in, code");
  await proveWith(visitor, server, rosa.email, letters);
  await leave(visitor);
  await signIn(visitor, rosa);
}
