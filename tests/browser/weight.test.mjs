// What a first visit costs over the wire, and that nothing is asked of anybody else: the bars of UI section 4, on a full list.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MONTREUIL, inDays, member } from "./lib/api.mjs";
import { launch, visit } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";

/// Bytes with headers: the bar of the product for a first load of a public page, font included.
const FIRST_LOAD_MAX = 60_000;
/// The same without the font, which comes after the page.
const WITHOUT_FONT_MAX = 42_000;

const server = await start(test);
const browser = await launch(test);
const olga = await member(server, "olga@example.org", "Olga", "Organise");
for (let i = 0; i < 30; i += 1) {
  await olga.post("/events", { kind: ["leafleting", "door_to_door", "party"][i % 3], title: `Rendez-vous du quartier numéro ${i}, avec tout le monde`, starts_at: inDays(1 + (i % 9)), place: { ...MONTREUIL, name: `Place ${i}` }, capacity: 20 + i, ...(i % 5 && { needs: i % 5 }) });
}
const team = await olga.post("/teams", { name: "Montreuil Centre", place: MONTREUIL });
const { items } = await olga.get("/events?limit=1");

for (const path of ["/", "/events", `/events/${items[0].id}`, "/teams", `/teams/${team.id}`, "/signup", "/signin"]) {
  test(`first load of ${path.replace(/[0-9a-z]{20,}/, "{id}")}`, async (t) => {
    const visitor = await visit(browser, server);
    const cdp = await visitor.context.newCDPSession(visitor.page);
    const urls = new Map(), bytes = new Map();
    cdp.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => bytes.set(urls.get(requestId), encodedDataLength));
    await cdp.send("Network.enable");
    await visitor.page.goto(path, { waitUntil: "networkidle" });
    const of = (match) => [...bytes].filter(([url]) => match(url)).reduce((sum, [, length]) => sum + length, 0);
    const all = of(() => true), font = of((url) => url.endsWith(".woff2"));
    t.diagnostic(`${all} bytes in ${bytes.size} requests, of which ${font} for the font and ${of((url) => url.endsWith(path))} for the page`);
    assert.ok(bytes.size > 2, "nothing was counted");
    assert.ok(all <= FIRST_LOAD_MAX, `${all} bytes: ${[...bytes].map(([url, length]) => `${url} ${length}`).join("\n")}`);
    assert.ok(all - font <= WITHOUT_FONT_MAX, `${all - font} bytes without the font`);
    await visitor.leave();
  });
}
