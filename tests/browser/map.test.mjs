// The map beside its list, and the phone's position: marks and list say the same, a map that fails leaves the list and says so, and nobody's
// position is asked for before they tap.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, sound, visit } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";
import { words } from "./lib/words.mjs";

const server = await start(test, { demo: true });
const browser = await launch(test);

const GRENOBLE = { latitude: 45.188529, longitude: 5.724524 };
/// Kilometres in a degree of latitude.
const DEGREE_KM = 111.2;
/// Cards on one page of the list.
const PAGE = 20;
/// Taps on clusters until the list must fit on one page.
const TAPS_MAX = 8;

const mark = ".leaflet-marker-icon";

/// What the map shows: how many events each mark stands for, and the ids of those that stand for one.
const marks = (page) => page.locator(mark).evaluateAll((all) => all.map((one) => ({ count: one.matches(".cluster") ? Number(one.textContent) : 1, id: one.dataset.id ?? "", label: one.ariaLabel })));

/// How many events the list says that it found.
const told = async (page) => Number(/\d+/.exec(await page.locator("#results").getAttribute("data-say"))[0]);

const listed = (page) => page.locator("#results .card h3 a").evaluateAll((all) => all.map((one) => one.getAttribute("href").split("/").at(-1)));

/// The coordinates of an event's place, from the server and not from the page.
async function whereIs(id) {
  const answer = await fetch(`${server.url}/api/v1/events/${id}`);
  assert.equal(answer.status, 200);
  return (await answer.json()).place;
}

/// The map has asked and drawn: its address tells the view. Waits for another view than `before`.
async function view(page, before = "") {
  await page.waitForURL((url) => url.searchParams.has("bbox") && url.href !== before);
  const [west, south, east, north] = new URL(page.url()).searchParams.get("bbox").split(",").map(Number);
  return { west, south, east, north, width: east - west };
}

/// Every colour that was painted on a canvas, transparent left out.
const colours = (page, canvas) => page.locator(canvas).first().evaluate((one) => {
  const { data } = one.getContext("2d").getImageData(0, 0, one.width, one.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  return seen.size;
});

/// Marks and list say the same number, and what is in the list lies in the view.
async function sameInBoth(page, { west, south, east, north }) {
  const shown = await marks(page);
  const sum = shown.reduce((all, one) => all + one.count, 0);
  assert.ok(sum > 0, "there are marks");
  assert.equal(sum, await told(page), "the marks stand for as many events as the list says");
  const ids = await listed(page);
  assert.equal(ids.length, Math.min(sum, PAGE));
  for (const id of ids) {
    const { lat, lon } = await whereIs(id);
    assert.ok(lat >= south && lat <= north && lon >= west && lon <= east, `${id} at ${lat},${lon} is in the view`);
  }
  if (sum <= PAGE) for (const { id } of shown) assert.ok(!id || ids.includes(id), `the mark of ${id} is in the list`);
}

for (const [lang, width] of [["fr", 390], ["en", 1280]]) {
  test(`map and list show the same, ${lang}, ${width} px`, async () => {
    const say = words(lang);
    const visitor = await visit(browser, server, { lang, width });
    const { page } = visitor;
    await page.goto("/map", { waitUntil: "networkidle" });
    const box = page.locator("[data-map]");
    let seen = await view(page);
    assert.equal(await box.getAttribute("aria-label"), say("map-label"));
    const { width: across, height } = await box.boundingBox();
    assert.ok(across > width / 3 && height >= 280, `the map is ${across} by ${height} px`);
    assert.ok(await colours(page, "[data-map] .leaflet-overlay-pane canvas") >= 2, "sea and land are painted");
    assert.ok(await colours(page, "[data-map] canvas.names") >= 1, "names of towns are written");
    await sameInBoth(page, seen);

    let taps = 0;
    for (; (await told(page)) > PAGE || !(await marks(page)).some((one) => one.id); taps += 1) {
      assert.ok(taps < TAPS_MAX, `the list fits on a page after ${taps} clusters`);
      const shown = await marks(page);
      const largest = shown.indexOf(shown.toSorted((a, b) => b.count - a.count)[0]);
      const [before, had] = [page.url(), seen];
      await page.locator(mark).nth(largest).click();
      seen = await view(page, before);
      assert.ok(seen.width < had.width / 3, "a cluster leads two zooms nearer");
      await sameInBoth(page, seen);
    }
    assert.ok(taps > 0, "the demo has clusters");

    const { id } = (await marks(page)).find((one) => one.id);
    const one = page.locator(`${mark}[data-id="${id}"]`);
    await (lang === "fr" ? one.click() : one.press("Enter"));
    const sheet = page.locator(".sheet");
    await sheet.waitFor();
    assert.match(await sheet.locator("h2 a").getAttribute("href"), new RegExp(`/events/${id}$`));
    assert.equal(await sheet.locator("h2 a").textContent(), await page.locator(`#results .card h3 a[href$="/events/${id}"]`).textContent());
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement.dataset.id), id, "the focus is back on the mark");
    await visitor.leave();
  });
}

test("another place moves the map", async () => {
  const visitor = await visit(browser, server);
  const { page } = visitor;
  await page.goto("/map", { waitUntil: "networkidle" });
  const before = await view(page);
  if (!(await page.locator("#place").isVisible())) await page.locator("details.where > summary").click();
  await page.locator("#place").fill("Grenoble");
  await page.locator("#place-list [role=option]").first().click();
  const [lat, lon] = [GRENOBLE.latitude, GRENOBLE.longitude];
  await page.waitForURL((url) => {
    const [west, south, east, north] = (url.searchParams.get("bbox") ?? "0,0,0,0").split(",").map(Number);
    return west < lon && lon < east && south < lat && lat < north && east - west < before.width / 4;
  });
  await sameInBoth(page, await view(page));
  await visitor.leave();
});

test("without script: the list, and no empty map", async () => {
  const visitor = await visit(browser, server, { js: false });
  const { page } = visitor;
  await page.goto("/map");
  assert.equal(await page.locator("#results .card").count(), PAGE);
  assert.ok(await page.locator("#results .card").first().isVisible());
  assert.ok((await page.locator(".map-box").boundingBox()).height <= 4, "nothing stands where the map would");
  assert.equal(await page.locator("[data-locate]:visible").count(), 0);
  await sound(visitor, "map without script");
  await visitor.leave();
});

test("a map that fails leaves the list and is told to the console", async () => {
  const visitor = await visit(browser, server);
  const { page, complaints } = visitor;
  await page.route("**/leaflet.js", (route) => route.fulfill({ contentType: "text/javascript", body: 'throw new Error("leaflet is broken");' }));
  await page.goto("/map", { waitUntil: "networkidle" });
  await page.locator("[data-map][hidden]").waitFor({ state: "attached" });
  assert.equal(await page.locator("#results .card").count(), PAGE);
  assert.equal(complaints.filter((one) => one.includes("leaflet is broken")).length, 1, "the failure is no secret");
  complaints.length = 0;
  await visitor.leave();
});

/// Counts how often a page asks for the position, also over loads of pages.
async function counted(page) {
  const asked = [];
  await page.exposeFunction("asksWhere", (how) => asked.push(how));
  await page.addInitScript(() => {
    for (const how of ["getCurrentPosition", "watchPosition"]) {
      const own = Geolocation.prototype[how];
      Geolocation.prototype[how] = function counts(...rest) { window.asksWhere(how); return own.apply(this, rest); };
    }
  });
  return asked;
}

/// The button "around me", also where it lies in a part that is closed.
async function aroundMe(page) {
  const button = page.locator("[data-locate]");
  if (!(await button.isVisible())) await page.locator("details.where > summary").click();
  return button;
}

for (const from of ["/", "/events"]) {
  test(`around me, from ${from}`, async () => {
    const visitor = await visit(browser, server, { near: GRENOBLE });
    const { page } = visitor;
    const asked = await counted(page);
    for (const path of ["/map", "/teams", from]) await page.goto(path, { waitUntil: "networkidle" });
    const button = await aroundMe(page);
    assert.deepEqual(asked, [], "nobody is asked before the tap");
    await button.click();
    await page.waitForURL((url) => url.pathname === "/events" && url.searchParams.get("near"));
    assert.deepEqual(asked, ["getCurrentPosition"], "one tap, one question");
    const query = new URL(page.url()).searchParams;
    assert.equal(query.get("near"), "45.189,5.725", "no more than about a hundred metres leaves the phone");
    const km = Number(query.get("radius_km") || (await page.locator("#radius_km").inputValue()));
    const ids = await listed(page);
    assert.ok(ids.length > 0, "the demo has events in Grenoble");
    assert.ok((await told(page)) < 100, "not all of them");
    for (const id of ids) {
      const { lat, lon } = await whereIs(id);
      const far = DEGREE_KM * Math.hypot(lat - GRENOBLE.latitude, (lon - GRENOBLE.longitude) * Math.cos((lat * Math.PI) / 180));
      assert.ok(far <= km + 1, `${id} is ${far} km away, of ${km}`);
    }
    await sound(visitor, "around me");
    await visitor.leave();
  });
}

for (const lang of ["fr", "en"]) {
  test(`the position refused, ${lang}`, async () => {
    const say = words(lang);
    const visitor = await visit(browser, server, { lang });
    const { page } = visitor;
    const asked = await counted(page);
    await page.goto("/events", { waitUntil: "networkidle" });
    const all = await told(page);
    const button = await aroundMe(page);
    assert.deepEqual(asked, []);
    for (let taps = 1; taps <= 2; taps += 1) {
      await button.click();
      await page.locator("#say", { hasText: say("place-denied") }).waitFor({ state: "attached" });
      assert.equal(asked.length, taps);
      assert.deepEqual(await page.locator("[data-place] [data-line]").allTextContents(), [say("place-denied")], "said once, in sight");
      assert.ok(await page.locator("[data-place] [data-line]").isVisible());
      assert.equal(await button.getAttribute("aria-busy"), null);
    }
    await sound(visitor, "position refused");

    await page.locator("#place").fill("Grenoble");
    await page.locator("#place-list [role=option]").first().click();
    await page.waitForURL((url) => url.searchParams.get("place_id"));
    await page.locator("[data-where]", { hasText: "Grenoble" }).first().waitFor({ state: "attached" });
    const some = await told(page);
    assert.ok(some > 0 && some < all, `${some} of ${all} near the town that was typed`);
    await visitor.leave();
  });
}
