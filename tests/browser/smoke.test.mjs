// The home page of an empty network loads: with and without script, in both languages, on every width.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGS, WIDTHS, launch, screenshot, sound, visit } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";

const server = await start(test);
const browser = await launch(test);

for (const js of [true, false]) {
  for (const lang of LANGS) {
    for (const width of WIDTHS) {
      test(`home, ${lang}, ${width} px, ${js ? "script" : "no script"}`, async () => {
        const visitor = await visit(browser, server, { js, lang, width });
        const answer = await visitor.page.goto("/");
        assert.equal(answer.status(), 200);
        await sound(visitor, "home");
        if (js) await screenshot(visitor, "home");
        await visitor.leave();
      });
    }
  }
}
