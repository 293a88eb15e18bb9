// The letters that the folder mailer laid down, read as a person would.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/// Letters of a code, as in src/domain/account.rs.
const CODE = /(?<![0-9A-Za-z])[2-9A-HJ-NP-Y]{6}(?![0-9A-Za-z])/;

/// The letters to an address, oldest first: `{ subject, to, text }`.
export async function lettersTo(folder, address) {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
  const letters = await Promise.all(names.map(async (name) => letter(await readFile(path.join(folder, name), "latin1"))));
  return letters.filter((one) => one.to.toLowerCase().includes(address.toLowerCase()));
}

/// The code that a letter holds.
export function code(one) {
  const found = CODE.exec(one.text)?.[0];
  if (!found) throw new Error(`no code in the letter "${one.subject}":\n${one.text}`);
  return found;
}

function letter(source) {
  const { headers, body } = split(source);
  return { subject: words(headers.subject ?? ""), to: headers.to ?? "", text: plain(headers, body) };
}

function split(source) {
  const text = source.replaceAll("\r\n", "\n");
  const at = text.indexOf("\n\n");
  const lines = text.slice(0, at).replace(/\n[ \t]+/g, " ").split("\n");
  const headers = Object.fromEntries(lines.map((line) => [line.split(":", 1)[0].toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
  return { headers, body: text.slice(at + 2) };
}

/// The text/plain part, decoded.
function plain(headers, body) {
  const type = headers["content-type"] ?? "text/plain";
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) {
    const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => split(part.replace(/^\n/, "")));
    const texts = parts.map((part) => plain(part.headers, part.body));
    return texts.find((text) => text !== "") ?? "";
  }
  if (!/^text\/plain/i.test(type)) return "";
  return decode(body, headers["content-transfer-encoding"] ?? "7bit");
}

function decode(body, encoding) {
  if (/base64/i.test(encoding)) return Buffer.from(body, "base64").toString("utf8");
  const bytes = /quoted-printable/i.test(encoding)
    ? body.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    : body;
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/// RFC 2047 words of a header.
function words(header) {
  const one = (_, kind, text) =>
    kind.toUpperCase() === "B" ? Buffer.from(text, "base64").toString("utf8") : decode(text.replaceAll("_", " "), "quoted-printable");
  return header.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, one);
}
