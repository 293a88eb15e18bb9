// A tap without a network waits on the phone, says so, and leaves when the network is back: once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MONTREUIL, inDays, member } from "./lib/api.mjs";
import { launch, visit } from "./lib/browser.mjs";
import { signIn } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";
import { until } from "./lib/until.mjs";
import { words } from "./lib/words.mjs";

const server = await start(test);
const browser = await launch(test);

test("an answer given offline is kept, told, and sent once", async () => {
  const say = words("fr");
  const rosa = await member(server, "rosa@example.org", "Rosa", "Hors-Ligne", { password: "trois petits tambours gris" });
  const event = await rosa.post("/events", { kind: "party", title: "Pique-nique", starts_at: inDays(3), place: MONTREUIL });
  const going = async () => (await rosa.get(`/events/${event.id}`)).going;
  const visitor = await visit(browser, server);
  await signIn(visitor, rosa);
  const { page, context } = visitor;
  await page.goto(`/events/${event.id}`, { waitUntil: "networkidle" });
  await context.setOffline(true);
  await page.locator("#answer button").click();
  await page.locator(".waiting", { hasText: say("js-waiting-going") }).waitFor();
  assert.equal(await going(), 0);

  await context.setOffline(false);
  await page.locator("#answer", { hasText: say("answer-going") }).waitFor();
  await until(async () => (await going()) === 1, "the answer on the server");
  await page.reload();
  await page.locator("#answer", { hasText: say("answer-going") }).waitFor();
  await until(async () => (await page.evaluate(() => localStorage.getItem("queue"))) === null, "an empty queue");
  // What the browser says about the request that could not leave is no complaint.
  visitor.complaints.splice(0, visitor.complaints.length, ...visitor.complaints.filter((one) => !one.includes("ERR_INTERNET_DISCONNECTED")));
  await visitor.leave();
});
