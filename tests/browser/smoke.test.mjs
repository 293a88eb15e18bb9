// The pages of an empty network load: with and without script, in both languages, on every width.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGS, LONG, WIDTHS, launch, sound, visit } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";

const server = await start(test);
const browser = await launch(test);

for (const js of [true, false]) {
  for (const lang of LANGS) {
    for (const width of WIDTHS) {
      test(`empty network, ${lang}, ${width} px, ${js ? "script" : "no script"}`, async () => {
        const visitor = await visit(browser, server, { js, lang, width, axe: LONG || width === 320 });
        const answer = await visitor.page.goto("/");
        assert.equal(answer.status(), 200);
        await sound(visitor, "home");
        for (const path of ["/events", "/map", "/teams", "/search?q=rien"]) {
          assert.equal((await visitor.page.goto(path)).status(), 200);
          await sound(visitor, `${path}, empty`);
        }
        await visitor.leave();
      });
    }
  }
}
