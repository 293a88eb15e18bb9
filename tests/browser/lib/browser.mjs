// Debian's Chromium, opened as a visitor with a language, a width and script or none, and what every page must pass.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

/// The widths that every screen is looked at in: the smallest phone, a usual one, a laptop. In CSS pixels.
export const WIDTHS = [320, 390, 1280];
export const LANGS = ["fr", "en"];

/// `BANDEROLE_LONG=1` (set by `tests/run --long`): every combination instead of the telling ones.
export const LONG = process.env.BANDEROLE_LONG === "1";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SHOTS = fileURLToPath(new URL("../../../target/browser/", import.meta.url));
const HEIGHTS = { 320: 640, 390: 844, 1280: 800 };

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

function program() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = places.find((place) => place && existsSync(place));
  assert.ok(found, "no Chromium: apt-get install chromium, or set CHROMIUM");
  return found;
}

/// One browser for a test file, closed after it.
export async function launch(test) {
  const browser = await chromium.launch({ executablePath: program(), args: FLAGS });
  test.after(() => browser.close());
  return browser;
}

/// A visitor with a page of their own; `axe: false` looks at the layout of pages alone. `visitor.page` is Playwright's; `await visitor.leave()` closes it and fails on anything that the
/// browser complained about: errors of scripts, refusals of the content security policy, requests to other hosts.
export async function visit(browser, server, { js = true, lang = "fr", width = 390, scheme = "light", near, axe = true } = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    javaScriptEnabled: js,
    locale: lang === "fr" ? "fr-FR" : "en-GB",
    timezoneId: "Europe/Paris",
    viewport: { width, height: HEIGHTS[width] ?? 800 },
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...(near && { geolocation: near, permissions: ["geolocation"] }),
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints = [];
  watch(page, server, complaints);
  return {
    page, context, js, lang, width, scheme, axe, complaints,
    async leave() {
      await context.close();
      await this.replica?.context().close();
      assert.deepEqual(complaints, [], `the browser complained (${lang}, ${width} px, ${js ? "script" : "no script"})`);
    },
  };
}

function watch(page, server, complaints) {
  const documents = new Set();
  page.on("request", (request) => {
    const url = request.url();
    if (request.isNavigationRequest()) documents.add(url);
    if (/^https?:/.test(url) && !url.startsWith(`${server.url}/`)) complaints.push(`asks another host: ${url}`);
  });
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // A form that comes back with 422 is a document that "failed to load" for the console, and no complaint.
    const own = message.text().startsWith("Failed to load resource") && documents.has(message.location().url);
    if (message.type() === "error" && !own) complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
}

/// What every page must pass: one h1, a title, the right language, nothing wider than the screen, no tiny target, no axe violation.
export async function sound(visitor, what) {
  const { page, lang } = visitor;
  await settled(page);
  const where = `${what} (${lang}, ${visitor.width} px)`;
  assert.equal(await page.locator("html").getAttribute("lang"), lang, `${where}: language`);
  assert.equal(await page.locator("h1").count(), 1, `${where}: one h1`);
  assert.match(await page.title(), /\S — \S/, `${where}: title`);
  await noOverflow(page, where);
  await noTinyTarget(page, where);
  if (visitor.axe) await accessible(visitor, where);
}

/// What depends on the width and the colours of a page: the other rules look at its tree, which is the same in each.
const LOOK_RULES = ["color-contrast", "link-in-text-block", "target-size"];

/// The same on every width, by day and by night, from one load of the page: every rule on the smallest phone by day, and on the others those
/// that depend on the look. `visitor.width` and `visitor.scheme` say how it is looked at.
export async function soundInEveryLook(visitor, what, widths = LONG ? [320, 360, 390, 1280] : WIDTHS) {
  for (const width of widths) {
    await visitor.page.setViewportSize({ width, height: HEIGHTS[width] ?? 800 });
    for (const scheme of ["light", "dark"]) {
      await visitor.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      Object.assign(visitor, { width, scheme });
      const first = width === widths[0] && scheme === "light";
      if (first || LONG) await sound(visitor, `${what}, ${scheme}`);
      else await looks(visitor, `${what}, ${scheme}`);
    }
  }
}

/// What a page must pass in one more look.
async function looks(visitor, what) {
  const where = `${what} (${visitor.lang}, ${visitor.width} px)`;
  if (visitor.scheme === "light") {
    await noOverflow(visitor.page, where);
    await noTinyTarget(visitor.page, where);
  }
  await accessible(visitor, where, { type: "rule", values: visitor.scheme === "light" ? LOOK_RULES : LOOK_RULES.slice(0, 2) });
}

/// The page has loaded and its modules ran; a page that left for another one is waited for again.
export async function settled(page) {
  await page.waitForLoadState("load");
}

export async function noOverflow(page, where = "") {
  const [over, wide] = await page.evaluate(() => {
    const root = document.documentElement;
    const out = [...document.querySelectorAll("body *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width > 1 && box.right > root.clientWidth + 1 && !one.closest("pre, .leaflet-container, svg");
    });
    return [root.scrollWidth - root.clientWidth, out.slice(0, 4).map((one) => `${one.tagName}.${one.className}`)];
  });
  assert.ok(over <= 0, `${where}: ${over} px wider than the screen: ${wide.join(" ")}`);
}

/// Buttons, links and fields are at least 24 px each way (WCAG 2.5.8); links within a sentence may be lower.
export async function noTinyTarget(page, where = "") {
  const tiny = await page.evaluate(() => {
    const all = [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a[href]")];
    const seen = all.filter((one) => one.checkVisibility() && !one.closest(".vh, .skip, .leaflet-control-attribution"));
    const small = seen.filter((one) => {
      const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
      const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
      return !inline && width > 1 && (width < 24 || height < 24);
    });
    return small.slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
  });
  assert.deepEqual(tiny, [], `${where}: targets under 24 px`);
}

/// Where a mark of the map stands is what it says, so that a button of the map may cover a part of it: WCAG 2.5.8 counts such a place as
/// essential, and the list beside the map is its equal. All other targets keep their size.
const standsWhereItMust = (rule, node) => rule.id === "target-size" && node.html.includes("leaflet-marker-icon");

/// axe finds nothing. It is a script that waits for timers, so a page opened without script is laid out once more, as it stands, in a page
/// that has a script engine and none of our scripts.
export async function accessible(visitor, where = "", runOnly = RULES) {
  const page = visitor.js ? visitor.page : await replica(visitor);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false }), runOnly);
  const violations = found.violations.map((one) => ({ ...one, nodes: one.nodes.filter((node) => !standsWhereItMust(one, node)) }));
  const told = violations.filter((one) => one.nodes.length > 0).map((one) => `${one.id}: ${one.help}\n${one.nodes.slice(0, 3).map((node) => `    ${node.html.slice(0, 160)}\n    ${node.failureSummary.replaceAll("\n", " ")}`).join("\n")}`);
  assert.equal(told.length, 0, `${where}: axe\n${told.join("\n")}`);
}

async function replica(visitor) {
  const html = await visitor.page.content();
  if (!visitor.replica) {
    const { width, height } = visitor.page.viewportSize();
    const context = await visitor.context.browser().newContext({ viewport: { width, height }, colorScheme: visitor.scheme, reducedMotion: "reduce" });
    visitor.replica = await context.newPage();
  }
  await visitor.replica.unrouteAll();
  await visitor.replica.route("**/*", (route) => {
    if (route.request().isNavigationRequest()) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
    return route.request().resourceType() === "script" ? route.abort() : route.continue();
  });
  await visitor.replica.goto(visitor.page.url());
  return visitor.replica;
}

/// A picture of the page in `target/browser/NAME.png`, for eyes.
export async function screenshot(visitor, name) {
  mkdirSync(SHOTS, { recursive: true });
  await visitor.page.screenshot({ path: path.join(SHOTS, `${name}-${visitor.width}-${visitor.lang}.png`), fullPage: true });
}
