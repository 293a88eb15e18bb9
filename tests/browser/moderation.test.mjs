// A report and what becomes of it: somebody reports an event from its page, a moderator finds it in the queue and decides, the one who
// reported finds the answer, and nobody finds the event. With script and without, French and English, on a phone and on a laptop.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MONTREUIL, inDays, member } from "./lib/api.mjs";
import { launch, screenshot, sound, soundInEveryLook, visit } from "./lib/browser.mjs";
import { fill, press, signIn } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";
import { words } from "./lib/words.mjs";

const server = await start(test);
const browser = await launch(test);
const password = "trois petits tambours gris";

for (const [lang, width, js] of [["fr", 390, false], ["en", 1280, true]]) {
  test(`a report and its answer, ${lang}, ${width} px, ${js ? "script" : "no script"}`, async () => {
    const say = words(lang);
    const person = (name, last, role) => member(server, `${name}.${lang}@example.org`, name, last, { role, password, lang });
    const [olga, rosa, mona] = [await person("Olga", "Organise", "member"), await person("Rosa", "Regarde", "member"), await person("Mona", "Veille", "moderator")];
    const title = `Tractage douteux ${lang}`;
    const event = await olga.post("/events", { kind: "leafleting", title, description: "Un **texte** douteux.", starts_at: inDays(5), place: MONTREUIL });

    const reader = await visit(browser, server, { lang, width, js });
    await signIn(reader, rosa);
    await reader.page.goto(`/events/${event.id}`);
    await press(reader, reader.page.locator('a[href^="/flag?"]'));
    await soundInEveryLook(reader, "report");
    await reader.page.setViewportSize({ width, height: 844 });
    await screenshot(reader, "moderation-flag");
    const send = () => press(reader, reader.page.locator("main form .btn.lg"));
    await fill(reader, { text: "Ce n’est pas vrai." });
    assert.equal((await send()).status(), 422);
    await sound(reader, "report, refused");
    assert.equal(await reader.page.locator("[name=text]").inputValue(), "Ce n’est pas vrai.");
    await reader.page.check("input[name=reason][value=deceit]");
    await send();
    await reader.page.getByText(say("flag-waits")).waitFor();

    const visitor = await visit(browser, server, { lang, width, js });
    const { page } = visitor;
    await signIn(visitor, mona);
    await page.goto("/me");
    await press(visitor, page.locator('main a[href="/admin"]'));
    await press(visitor, page.locator('main a[href="/admin/moderation"]'));
    await soundInEveryLook(visitor, "queue");
    await page.setViewportSize({ width, height: 844 });
    await screenshot(visitor, "moderation-queue");
    await press(visitor, page.locator("main a", { hasText: title }));
    await soundInEveryLook(visitor, "case");
    await page.setViewportSize({ width, height: 844 });
    await screenshot(visitor, "moderation-case");
    await page.check("input[name=ruling][value=hide]");
    const decide = () => press(visitor, page.locator("main form .btn.lg"));
    assert.equal((await decide()).status(), 422);
    await sound(visitor, "case, refused");
    await fill(visitor, { message: "La date est fausse.", note: "Vu avec Olga." });
    await decide();
    await page.getByText(say("moderation-none"), { exact: true }).waitFor();
    await sound(visitor, "empty queue");
    await page.goto(`/admin/moderation/event/${event.id}`);
    await sound(visitor, "decided");
    await screenshot(visitor, "moderation-decided");
    await page.goto(`/events/${event.id}`);
    await page.getByText(say("case-hidden-event")).waitFor();
    await sound(visitor, "hidden event");
    await screenshot(visitor, "moderation-hidden");
    await visitor.leave();

    await reader.page.goto("/me/flags");
    await reader.page.getByText(say("flag-answer-hide")).waitFor();
    await sound(reader, "one's reports");
    await screenshot(reader, "moderation-own");
    assert.equal((await reader.page.goto(`/events/${event.id}`)).status(), 404);
    await reader.page.goto("/events");
    assert.equal(await reader.page.getByText(title).count(), 0);
    await reader.leave();
  });
}
