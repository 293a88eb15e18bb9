// News as people meet them: a lead writes for their team with a picture, keeps a draft, plans one for later, pins, edits and takes one away;
// a follower finds it in the bar's own place, a stranger on a public page and in the feed. With script and without, French and English.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MONTREUIL, member } from "./lib/api.mjs";
import { launch, screenshot, sound, visit } from "./lib/browser.mjs";
import { fill, picture, press, signIn } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";

const server = await start(test);
const browser = await launch(test);

for (const [lang, js] of [["fr", true], ["en", false]]) {
  test(`a lead's news, ${lang}, ${js ? "script" : "no script"}`, async () => {
    const password = "trois petits tambours gris";
    const lead = await member(server, `lead.${lang}@example.org`, "Olga", "Organise", { password });
    const fan = await member(server, `fan.${lang}@example.org`, "Fanny", "Suit", { password });
    const team = await lead.post("/teams", { name: `Équipe ${lang}`, place: MONTREUIL });
    await fan.put(`/teams/${team.id}/membership`, { as: "follower" });

    const visitor = await visit(browser, server, { lang, js });
    const { page } = visitor;
    await page.goto(`/?lang=${lang}`);
    await signIn(visitor, lead);
    await page.goto(`/me/profile?lang=${lang}`);
    await page.selectOption("#lang", lang);
    await press(visitor, page.locator("main form .btn.lg"));

    // The form comes back with what is wrong, and keeps what was typed.
    await page.goto(`/teams/${team.id}?part=news`);
    await press(visitor, page.locator(`a[href="/news/new?team=${team.id}"]`));
    await fill(visitor, { text: "Venez **nombreux**." });
    assert.equal((await press(visitor, page.locator("main form .btn.lg").first())).status(), 422);
    await sound(visitor, "news form, refused");
    assert.equal(await page.locator("[name=text]").inputValue(), "Venez **nombreux**.");
    await page.locator("summary", { has: page.locator("svg") }).first().click();
    await fill(visitor, { title: `Le local ouvre ${lang}` });
    await page.setInputFiles("#image", await picture(visitor));
    await fill(visitor, { image_alt: "La porte du local" });
    await press(visitor, page.locator("main form .btn.lg").first());
    assert.match(new URL(page.url()).pathname, /^\/news\/[0-9a-v]{26}$/);
    await sound(visitor, "a post");
    assert.equal(await page.locator("img.cover").getAttribute("alt"), "La porte du local");
    assert.equal(await page.locator(".prose strong").textContent(), "nombreux");
    await screenshot(visitor, `post-${lang}`);
    const address = new URL(page.url()).pathname;

    // Kept back, then planned.
    await page.goto(`/news/new?team=${team.id}`);
    await fill(visitor, { title: `Bientôt ${lang}` });
    await press(visitor, page.locator("button[name=status]"));
    const draft = new URL(page.url()).pathname;
    await page.goto("/news?for=editors");
    await sound(visitor, "news that are not out yet");
    assert.deepEqual(await page.locator(".card.post h2").allTextContents(), [`Bientôt ${lang}`]);

    // A stranger reads what is public, and nothing of the draft.
    const stranger = await visit(browser, server, { lang, js });
    await stranger.page.goto(`/?lang=${lang}`);
    await press(stranger, stranger.page.locator(".tabs a[href='/news']"));
    await sound(stranger, "news of a stranger");
    await screenshot(stranger, `news-${lang}`);
    assert.ok((await stranger.page.locator(".card.post h2").allTextContents()).includes(`Le local ouvre ${lang}`));
    await press(stranger, stranger.page.locator(`.card.post a[href="${address}"]`));
    await sound(stranger, "a post of a stranger");
    assert.ok(!(await stranger.page.content()).includes("Olga"), "strangers are told no name");
    const feed = await (await stranger.page.request.get(`/feeds/news.atom?team=${team.id}`)).text();
    assert.ok(feed.includes(`Le local ouvre ${lang}`) && !feed.includes("Bientôt"));
    assert.equal((await stranger.page.goto(draft)).status(), 404);
    await stranger.leave();

    // Edited, published, taken away.
    await page.goto(`${draft}/edit`);
    await fill(visitor, { title: `Demain ${lang}` });
    await page.check("#pinned");
    await press(visitor, page.locator("main form .btn.lg").first());
    assert.equal(await page.locator("h1").textContent(), `Demain ${lang}`);
    await page.goto(`/teams/${team.id}?part=news`);
    await sound(visitor, "news of a team");
    assert.deepEqual(await page.locator(".card.post h2").allTextContents(), [`Demain ${lang}`, `Le local ouvre ${lang}`], "what is pinned comes first");
    await page.goto(address);
    await press(visitor, page.locator(`a[href="${address}/delete"]`));
    await sound(visitor, "taking a post away");
    await press(visitor, page.locator("button.bad"));
    assert.equal((await page.request.get(address)).status(), 404);
    await visitor.leave();

    const reader = await visit(browser, server, { lang, js });
    await reader.page.goto(`/?lang=${lang}`);
    await signIn(reader, fan);
    await reader.page.goto(`/news?lang=${lang}`);
    assert.deepEqual(await reader.page.locator(".card.post h2").allTextContents(), [`Demain ${lang}`]);
    await reader.leave();
  });
}
