// What tests need to be there before people come: members made by the keeper, events and teams made through the JSON API.

import assert from "node:assert/strict";

const HOUR = 3_600_000;

/// A moment so many days from now, at this hour UTC, as the API takes it.
export function inDays(days, hour = 10) {
  const midnight = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR;
  return new Date(midnight + days * 24 * HOUR + hour * HOUR).toISOString();
}

/// A member whose address is proved and who has pledged, with a token: `await member(server, "olga@example.org", "Olga", "Organise")`.
export async function member(server, email, first, last, { role = "member", password, lang } = {}) {
  const words = ["member", "create", "--email", email, "--first-name", first, "--last-name", last, "--role", role, ...(lang ? ["--lang", lang] : [])];
  await server.keeper(...words, ...(password ? ["--password-stdin", { input: `${password}\n` }] : []));
  const token = (await server.keeper("token", "create", "--email", email)).trim().split(/\s+/).at(-1);
  return { email, first, last, password, ...client(server, token) };
}

/// `post("/events", body)`, `put`, `get`: the answer's JSON; anything but a 2xx fails.
export function client(server, token) {
  const ask = (method) => async (path, body) => {
    const headers = { Authorization: `Bearer ${token}`, ...(body !== undefined && { "Content-Type": "application/json" }) };
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return { token, get: ask("GET"), post: ask("POST"), put: ask("PUT"), patch: ask("PATCH") };
}

export const MONTREUIL = { town: "Montreuil", postcode: "93100", country: "FR" };
export const MARSEILLE = { town: "Marseille", postcode: "13001", country: "FR" };
