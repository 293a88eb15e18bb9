// What people write is text wherever it is shown (SECURITY 22): payloads in every field that members fill, then every screen that shows them.
// Nothing runs, nothing is asked of another host, and the content security policy has nothing to refuse.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MONTREUIL, inDays, member } from "./lib/api.mjs";
import { launch, visit } from "./lib/browser.mjs";
import { signIn } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";

const PAYLOADS = [
  "<script>hit(1)</script>",
  "\"><img src=x onerror=hit(1)>",
  "' autofocus onfocus='hit(1)",
  "</title><svg onload=hit(1)>",
  "{{7*7}}${7*7}<%=7*7%>",
  "<b>fat</b>&lt;i&gt;&amp;",
];
const MARKDOWN = `${PAYLOADS.join("\n\n")}\n\n[go](javascript:hit(1)) [data](data:text/html,<script>hit(1)</script>) ![far](https://elsewhere.example/x.png) <https://elsewhere.example>\n\n<style>main{display:none}</style>`;

const server = await start(test);
const browser = await launch(test);

test("nothing that members write runs anywhere", async () => {
  const screens = ["/", "/events", "/teams", "/search?q=hit", "/map", "/me", "/me/agenda", "/me/profile", "/me/security"];
  let author, event, team;
  for (const [i, payload] of PAYLOADS.entries()) {
    author = await member(server, `author${i}@example.org`, payload, payload, { password: "trois petits tambours gris" });
    team = await author.post("/teams", { name: `T${i} ${payload}`, place: { ...MONTREUIL, name: payload, street: payload }, description: MARKDOWN, links: [{ url: "https://example.org/?q=%3Cscript%3E", label: payload }] });
    event = await author.post("/events", {
      kind: "party", title: `E${i} ${payload}`, starts_at: inDays(2 + i), description: MARKDOWN,
      place: { ...MONTREUIL, name: payload, street: payload }, teams: [team.id],
      contact: { name: payload, email: "contact@example.org" },
    });
    await author.put(`/events/${event.id}/rsvp`, { answer: "going", guests: 0, note: payload });
    screens.push(`/events/${event.id}`, `/events/${event.id}/rsvp`, `/events/${event.id}/edit`, `/events/${event.id}/cancel`, `/teams/${team.id}`, `/teams/${team.id}?part=about`, `/teams/${team.id}/members`, `/teams/${team.id}/edit`);
  }
  for (const payload of PAYLOADS) {
    const thread = await author.post(`/events/${event.id}/threads`, { title: payload, text: MARKDOWN });
    const said = await author.post(`/threads/${thread.id}/messages`, { text: MARKDOWN });
    await author.patch(`/threads/${thread.id}/messages/${said.id}`, { text: payload });
    screens.push(`/threads/${thread.id}`, `/threads/${thread.id}/messages/${said.id}/edit`);
  }
  screens.push(`/events/${event.id}/threads`, `/teams/${team.id}/threads`);
  const visitor = await visit(browser, server, { lang: "en" });
  await visitor.context.addInitScript(() => { window.hit = () => { window.wasHit = true; }; });
  visitor.page.on("dialog", (dialog) => { visitor.complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await signIn(visitor, author);
  for (const screen of [...screens, ...screens.map((path) => `${path}${path.includes("?") ? "&" : "?"}lang=fr`)]) {
    await visitor.page.goto(screen);
    assert.equal(await visitor.page.evaluate(() => window.wasHit), undefined, `${screen}: a payload ran`);
    assert.equal(await visitor.page.locator("main").isVisible(), true, `${screen}: hidden`);
    assert.equal(await visitor.page.locator("main [onerror], main [onload], main [onfocus], main a[href^='javascript:' i], main a[href^='data:' i], main b:text-is('fat')").count(), 0, `${screen}: markup got through`);
  }
  await visitor.leave();
});
