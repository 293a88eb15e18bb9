// Makes assets/icons.svg, the sprite that pages point into (`icons.svg#pin`), from the npm package lucide-static.
// Not part of the build: run it when a glyph is added, in a folder where `npm i lucide-static` was done:
//   node packaging/icons.mjs path/to/node_modules > assets/icons.svg
import { readFileSync } from "node:fs";

const modules = process.argv[2] ?? "node_modules";
const kinds = {
  leafleting: "newspaper", poster_pasting: "paint-roller", door_to_door: "door-open", public_meeting: "megaphone",
  team_meeting: "users", info_stand: "tent", phone_bank: "phone", demonstration: "flag", training: "graduation-cap",
  film_debate: "clapperboard", party: "party-popper", carpool: "car", voter_registration: "vote", listening: "headphones",
  online_meeting: "video", other: "shapes",
};
const renamed = {
  pin: "map-pin", cal: "calendar", "cal-plus": "calendar-plus", alert: "triangle-alert", share: "share-2", trash: "trash-2",
  wheelchair: "accessibility", left: "chevron-left", right: "chevron-right", down: "chevron-down", up: "chevron-up", home: "house",
  me: "locate-fixed", filter: "sliders-horizontal", pledge: "heart-handshake", text: "file-text", code: "braces",
  out: "log-out", in: "log-in", device: "smartphone", route: "navigation", wait: "hourglass", rotate: "rotate-cw",
  pasted: "copy", outside: "external-link", offline: "wifi-off", past: "history", needs: "hand-helping", key: "key-round",
};
const same = ["clock", "users", "user", "user-plus", "plus", "minus", "search", "map", "list", "bell", "check", "x", "pencil",
  "camera", "globe", "link", "baby", "hand", "languages", "video", "car", "info", "eye", "eye-off", "lock", "mail", "phone",
  "settings", "shield", "monitor", "image", "ban", "star", "flag", "download", "upload", "printer", "rss"];

const names = new Map(same.map((n) => [n, n]));
for (const name of Object.values(kinds)) names.set(name, name);
for (const [id, name] of Object.entries(renamed)) names.set(id, name);

/** Joins neighbouring paths into one; a leading relative `m` becomes absolute, and the pairs after it stay relative. */
function join(body) {
  const number = "-?(?:\\d+\\.?\\d*|\\.\\d+)";
  const absolute = (d) => d.replace(new RegExp(`^m(${number})[ ,]?(${number})(?=[ ,]*([-.\\d])?)`), (_, x, y, next) => `M${x} ${y}${next ? "l" : ""}`);
  return body.replace(/<path d="([^"]+)" ?\/>(?:<path d="([^"]+)" ?\/>)+/g, (all) => {
    const parts = [...all.matchAll(/d="([^"]+)"/g)].map((m) => absolute(m[1]));
    return `<path d="${parts.join("")}"/>`;
  });
}

const { version } = JSON.parse(readFileSync(`${modules}/lucide-static/package.json`, "utf8"));
let out = `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide ${version}, ISC: see icons.LICENSE.txt. Made by packaging/icons.mjs. -->\n`;
for (const [id, name] of [...names].sort()) {
  const svg = readFileSync(`${modules}/lucide-static/icons/${name}.svg`, "utf8");
  const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>")).replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
  out += `<symbol id="${id}" viewBox="0 0 24 24">${join(body)}</symbol>\n`;
}
process.stdout.write(out + "</svg>\n");
