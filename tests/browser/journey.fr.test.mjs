// The main job in French: on every width, with script and without.

import { test } from "node:test";
import { WIDTHS, launch } from "./lib/browser.mjs";
import { journey, prepare } from "./lib/journey.mjs";
import { start } from "./lib/server.mjs";

const server = await start(test);
const browser = await launch(test);
await prepare(server, "fr");

for (const js of [true, false]) {
  for (const width of WIDTHS) {
    test(`from stranger to organiser, fr, ${width} px, ${js ? "script" : "no script"}`, () => journey(browser, server, { lang: "fr", width, js }));
  }
}
