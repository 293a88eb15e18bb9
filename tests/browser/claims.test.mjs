// People of an older list: the letter that asks them, the page that it leads to, joining by it and being forgotten, with and without script.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, soundInEveryLook, visit } from "./lib/browser.mjs";
import { press, proveWith } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";
import { until } from "./lib/until.mjs";

const server = await start(test);
const browser = await launch(test);

/// Brings somebody of an older list, and answers the path that their letter leads to.
async function bring(email) {
  const file = `email,first_name,last_name,postcode,town\n${email},Zoé,Le Goff,29200,Brest\n`;
  assert.match(await server.keeper("import", "members", "-", { input: file }), /1 invitation/);
  const letter = await until(async () => (await server.lettersTo(email)).at(0), `a letter to ${email}`);
  return /\/claim\/\S+/.exec(letter.text)[0];
}

for (const [lang, js] of [["fr", true], ["en", false]]) {
  test(`somebody of an older list joins, ${lang}${js ? "" : ", without script"}`, async () => {
    const visitor = await visit(browser, server, { lang, js });
    const { page } = visitor;
    const email = `zoe.${lang}@example.org`;
    assert.equal((await page.goto(`${await bring(email)}?lang=${lang}`)).status(), 200);
    await soundInEveryLook(visitor, "/claim");
    await press(visitor, page.locator("main a.btn.lg"));
    assert.deepEqual([await page.inputValue("#first_name"), await page.inputValue("#email"), await page.inputValue("#place")], ["Zoé", email, "Brest (29200)"]);
    assert.equal(await page.isChecked("#pledge"), false, "nobody pledges for somebody else");
    await page.check("#pledge");
    await page.check("#privacy");
    await press(visitor, page.locator("form[action='/signup'] button.btn.lg"));
    await proveWith(visitor, server, email, 1);
    await visitor.leave();
  });

  test(`somebody of an older list is forgotten, ${lang}${js ? "" : ", without script"}`, async () => {
    const visitor = await visit(browser, server, { lang, js });
    const { page } = visitor;
    const path = await bring(`yanis.${lang}@example.org`);
    await page.goto(`${path}?lang=${lang}`);
    await press(visitor, page.locator("form[action$='/forget'] button"));
    await soundInEveryLook(visitor, "forgotten");
    assert.equal((await page.goto(path)).status(), 409);
    await visitor.leave();
  });
}
