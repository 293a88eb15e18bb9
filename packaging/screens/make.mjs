// Makes the pictures of the README from the demo: `node packaging/screens/make.mjs`, after `cargo build` and `npm ci` in tests/browser.

import { writeFile } from "node:fs/promises";
import { launch, settled, visit } from "../../tests/browser/lib/browser.mjs";
import { start } from "../../tests/browser/lib/server.mjs";

/// What is shown: a path of the demo, as whom it is seen, and how large. Heights in CSS pixels.
const SHOTS = [
  { name: "list", path: "/events?place=Montreuil&place_id=fr-93048", lang: "fr", width: 390, height: 844, scale: 1.5 },
  { name: "map", path: "/map", lang: "en", width: 1280, height: 844, scale: 1 },
];
/// Most bytes of a picture: a README is read on phones too.
const BYTES_MAX = 120_000;
const QUALITY = 82;

const ends = [];
const run = { after: (end) => ends.unshift(end) };
try {
  const server = await start(run, { demo: true });
  const browser = await launch(run);
  for (const shot of SHOTS) await make(browser, server, shot);
} finally {
  for (const end of ends) await end();
}

async function make(browser, server, { name, path, lang, width, height, scale }) {
  const visitor = await visit(browser, server, { lang, width });
  const { page, context } = visitor;
  await page.setViewportSize({ width, height });
  // The display font is there from the second page on.
  for (const _ of [1, 2]) {
    await page.goto(path);
    await settled(page);
    await page.waitForLoadState("networkidle");
    await page.evaluate(() => document.fonts.ready);
  }
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: scale, mobile: false });
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > BYTES_MAX) throw new Error(`${name} has ${bytes.length} bytes: more than ${BYTES_MAX}`);
  const folder = new URL("./", import.meta.url);
  await writeFile(new URL(`${name}.webp`, folder), bytes);
  process.stdout.write(`${name}.webp: ${bytes.length} bytes\n`);
  await visitor.leave();
}
