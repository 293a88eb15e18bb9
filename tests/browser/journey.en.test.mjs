// The main job in English: on every width, with script and without.

import { test } from "node:test";
import { WIDTHS, launch } from "./lib/browser.mjs";
import { journey, prepare } from "./lib/journey.mjs";
import { start } from "./lib/server.mjs";

const server = await start(test);
const browser = await launch(test);
await prepare(server, "en");

for (const js of [true, false]) {
  for (const width of WIDTHS) {
    test(`from stranger to organiser, en, ${width} px, ${js ? "script" : "no script"}`, () => journey(browser, server, { lang: "en", width, js }));
  }
}
