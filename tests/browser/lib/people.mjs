// What people do on the pages, with script and without: each function ends on the page that the deed leads to.

import assert from "node:assert/strict";
import { settled } from "./browser.mjs";
import { words } from "./words.mjs";

/// Presses what leads to another page, and waits for that page. Answers its response.
export async function press(visitor, target) {
  const { page } = visitor;
  const control = typeof target === "string" ? page.locator(target) : target;
  const [response] = await Promise.all([page.waitForEvent("response", (one) => one.request().isNavigationRequest() && (one.status() < 300 || one.status() >= 400)), control.click()]);
  await page.waitForURL((url) => lasting(url) === lasting(response.url()));
  await settled(page);
  return response;
}

/// An address without what its page says once: scripts take that out of it.
function lasting(url) {
  const address = new URL(url);
  address.searchParams.delete("done");
  return address.href;
}

/// Fills the fields of these names.
export async function fill(visitor, fields) {
  for (const [name, value] of Object.entries(fields)) await visitor.page.locator(`[name="${name}"]:not([type=hidden])`).fill(value);
}

/// Types a town. With script the first suggestion is taken by keyboard; without, the server asks which one when it must.
export async function typePlace(visitor, text, name = "place") {
  const { page, js } = visitor;
  const field = page.locator(`input[name="${name}"]`);
  await field.fill("");
  if (!js) return field.fill(text);
  await field.pressSequentially(text, { delay: 5 });
  await page.locator(`#${name}-list [role=option]`).first().waitFor();
  await field.press("ArrowDown");
  await field.press("Enter");
  await page.locator(`#${name}-list`).waitFor({ state: "hidden" });
}

/// Presses a form's button; when the server asks which of several places was meant, takes the first, fills what is asked once more, and
/// presses again.
export async function send(visitor, button, { name = "place", again = {} } = {}) {
  const response = await press(visitor, button);
  const means = visitor.page.locator(`input[name="${name}_pick"]`);
  if ((await means.count()) === 0) return response;
  await means.first().check();
  await fill(visitor, again);
  return press(visitor, button);
}

/// A small picture as a phone would send one.
export async function picture(visitor, colour = "#0f6b66") {
  const page = await visitor.context.newPage();
  await page.setViewportSize({ width: 360, height: 240 });
  await page.setContent(`<body bgcolor="${colour}"><h1>${visitor.lang}</h1>`);
  const buffer = await page.screenshot({ type: "jpeg" });
  await page.close();
  return { name: "photo.jpg", mimeType: "image/jpeg", buffer };
}

/// Fills the sign-up page that is open, and sends it: ends on the page that asks for the code.
export async function join(visitor, person) {
  const { page } = visitor;
  await fill(visitor, { first_name: person.first, last_name: person.last, email: person.email });
  if (person.place) await typePlace(visitor, person.place);
  if (person.password) await fill(visitor, { password: person.password });
  await page.check("#pledge");
  await page.check("#privacy");
  await send(visitor, page.locator("form[action='/signup'] button.btn.lg"), { again: person.password ? { password: person.password } : {} });
  assert.equal(new URL(page.url()).pathname, "/signup/code");
}

/// Types the code from the newest letter: ends signed in.
export async function proveWith(visitor, server, email, seen = 0) {
  await fill(visitor, { code: await server.codeFor(email, seen) });
  await press(visitor, visitor.page.locator("form:has(#code) button"));
  await visitor.page.locator('a.me[href="/me"]').waitFor();
}

/// Signs in by password, as a member who has one.
export async function signIn(visitor, { email, password }) {
  const { page, lang } = visitor;
  await page.goto("/signin");
  await fill(visitor, { email });
  await page.locator("summary", { hasText: words(lang)("signin-by-password") }).click();
  await fill(visitor, { password });
  await press(visitor, page.locator("button[value=password]"));
  await page.locator('a.me[href="/me"]').waitFor();
}

/// The event cards in sight, by title.
export const titles = (visitor) => visitor.page.locator(".card h2, .card h3").allTextContents();

/// One event's card.
export const card = (visitor, title) => visitor.page.locator(".card", { hasText: title });

/// Signs out, from any page.
export async function leave(visitor) {
  await visitor.page.goto("/me");
  await press(visitor, visitor.page.getByRole("button", { name: words(visitor.lang)("signout") }));
}
