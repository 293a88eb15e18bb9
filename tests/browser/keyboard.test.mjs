// The way without a pointer: skip link, sign-in, an answer, an action. At each stop of the Tab key the focus can be seen and nothing covers it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MONTREUIL, inDays, member } from "./lib/api.mjs";
import { launch, settled, visit } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";
import { words } from "./lib/words.mjs";

/// More stops than any page of these has until its main thing.
const STOPS_MAX = 60;

const server = await start(test);
const browser = await launch(test);
const olga = await member(server, "olga@example.org", "Olga", "Organise", { password: "trois petits tambours gris" });
for (let i = 0; i < 3; i += 1) await olga.post("/events", { kind: "leafleting", title: `Tractage ${i}`, starts_at: inDays(2 + i), place: MONTREUIL });

/// What is wrong with the focus as it stands: it cannot be seen, or something lies over it.
const flaw = (page) => page.evaluate(() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const ring = [[one, null], [one, "::after"], [one.closest("label"), null], [one.querySelector("span"), null], [one.closest(".input"), null]]
    .some(([thing, part]) => thing && parseFloat(getComputedStyle(thing, part).outlineWidth) >= 2 && getComputedStyle(thing, part).outlineStyle !== "none");
  const box = (one.closest("label") ?? one).getClientRects()[0];
  const top = document.elementFromPoint(box.x + Math.min(box.width, innerWidth) / 2, box.y + box.height / 2);
  const covered = !top || !(one.contains(top) || top.contains(one) || one.closest("label")?.contains(top));
  return ring && !covered ? "" : `${ring ? "covered" : "no ring"}: ${one.outerHTML.slice(0, 160)}${covered ? ` by ${top?.outerHTML.slice(0, 120)}` : ""}`;
});

/// Presses Tab until this has the focus, and looks at every stop.
async function tabTo(page, target) {
  const wanted = await target.elementHandle();
  for (let i = 0; i < STOPS_MAX; i += 1) {
    await page.keyboard.press("Tab");
    assert.equal(await flaw(page), "");
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
  }
  assert.fail(`Tab does not reach ${target}`);
}

async function enter(page) {
  const arrived = page.waitForEvent("load");
  await page.keyboard.press("Enter");
  await arrived;
  await settled(page);
}

for (const [lang, width] of [["fr", 390], ["en", 1280]]) {
  test(`by keyboard alone, ${lang}, ${width} px`, async () => {
    const say = words(lang);
    const visitor = await visit(browser, server, { lang, width });
    const { page } = visitor;
    await page.goto("/signin");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop is the skip link");
    assert.equal(await flaw(page), "");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");

    await tabTo(page, page.locator("#email"));
    await page.keyboard.type(olga.email);
    await tabTo(page, page.locator("summary", { hasText: say("signin-by-password") }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.locator("#password"));
    await page.keyboard.type(olga.password);
    await enter(page);
    await page.locator('a.me[href="/me"]').waitFor();

    await page.goto("/events");
    await tabTo(page, page.locator(".card", { hasText: "Tractage 2" }).getByRole("button"));
    await page.keyboard.press("Enter");
    await page.locator(".card", { hasText: "Tractage 2" }).locator("button[value=declined]").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.value), "declined", "the focus stays where the change is");
    await page.keyboard.press("Enter");
    await page.locator(".card", { hasText: "Tractage 2" }).locator("button[value=going]").waitFor();

    await page.goto("/events/new");
    await tabTo(page, page.locator("#kind"));
    await page.keyboard.press("ArrowDown");
    await tabTo(page, page.locator("#start_date"));
    await page.locator("#start_date").fill(inDays(4).slice(0, 10));
    await tabTo(page, page.locator("#start_time"));
    await page.locator("#start_time").fill("18:30");
    await tabTo(page, page.locator("#place"));
    await page.keyboard.type("93100");
    await page.locator("#place-list [role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("#place-list").waitFor({ state: "hidden" });
    assert.equal(new URL(page.url()).pathname, "/events/new", "Enter chose the town and sent nothing");
    await enter(page);
    await page.waitForURL(/\/events\/[0-9a-z]{20,}/);
    await tabTo(page, page.locator("#answer button"));
    await visitor.leave();
  });
}
