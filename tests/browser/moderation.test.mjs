// A report and what becomes of it: somebody reports an event from its page, a moderator finds it in the queue and decides, the one who
// reported finds the answer, and nobody finds the event; the organiser appeals, and another moderator undoes the decision. With script and without, French and English, on a phone and on a laptop.

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
    const [olga, rosa] = [await person("Olga", "Organise", "member"), await person("Rosa", "Regarde", "member")];
    const [mona, nora] = [await person("Mona", "Veille", "moderator"), await person("Nora", "Revoit", "moderator")];
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

    await appeals(olga, say, { lang, width, js });
    await answers(mona, nora, event, say, { lang, width, js });

    await reader.page.goto("/me/flags");
    await reader.page.getByText(say("flag-answer-overturn")).waitFor();
    assert.equal((await reader.page.goto(`/events/${event.id}`)).status(), 200);
    await reader.leave();
  });
}

/// Who organises reads what was decided and why, and contests it: nothing typed is lost, and once is enough.
async function appeals(olga, say, look) {
  const visitor = await visit(browser, server, look);
  const { page } = visitor;
  await signIn(visitor, olga);
  await page.goto("/me/data");
  await press(visitor, page.locator('main a[href="/me/decisions"]'));
  await page.getByText("La date est fausse.").waitFor();
  await soundInEveryLook(visitor, "decisions");
  await page.setViewportSize({ width: look.width, height: 844 });
  await screenshot(visitor, "moderation-told");
  await press(visitor, page.locator('main a[href$="/appeal"]'));
  await soundInEveryLook(visitor, "appeal");
  await page.setViewportSize({ width: look.width, height: 844 });
  const send = () => press(visitor, page.locator("main form .btn.lg"));
  assert.equal((await send()).status(), 422);
  await sound(visitor, "appeal, refused");
  await screenshot(visitor, "moderation-appeal");
  await fill(visitor, { text: "La date est juste : voyez l’affiche." });
  await send();
  await page.getByText(say("appeal-waits")).waitFor();
  assert.equal(await page.locator('main a[href$="/appeal"]').count(), 0);
  await sound(visitor, "appealed");
  await screenshot(visitor, "moderation-appealed");
  await visitor.leave();
}

/// The appeal is not for whoever decided; another undoes the decision.
async function answers(decided, another, event, say, look) {
  const here = `/admin/moderation/event/${event.id}`;
  const first = await visit(browser, server, look);
  await signIn(first, decided);
  await first.page.goto(here);
  await first.page.getByText(say("case-appeal-other")).waitFor();
  await sound(first, "an appeal for another");
  await first.leave();
  const visitor = await visit(browser, server, look);
  const { page } = visitor;
  await signIn(visitor, another);
  await page.goto("/admin/moderation");
  await sound(visitor, "queue with an appeal");
  await screenshot(visitor, "moderation-queue-appeal");
  await press(visitor, page.locator(`main a[href="${here}"]`));
  await soundInEveryLook(visitor, "case with an appeal");
  await page.setViewportSize({ width: look.width, height: 844 });
  await screenshot(visitor, "moderation-case-appeal");
  await page.check("input[name=ruling][value=overturn]");
  await press(visitor, page.locator("main form .btn.lg"));
  await page.getByText(say("moderation-none"), { exact: true }).waitFor();
  await visitor.leave();
}
