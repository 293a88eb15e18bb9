// A real server on a folder of its own, its letters, and the keeper's verbs on it.

import assert from "node:assert/strict";
import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { code, lettersTo } from "./letters.mjs";
import { until } from "./until.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/// The program under test: `BANDEROLE_BIN`, else what `cargo build` made.
export const PROGRAM = process.env.BANDEROLE_BIN ?? path.join(ROOT, "target", "debug", "banderole");

/// How long a debug build may take until it listens, in milliseconds.
const READY_MS = 60_000;

/// Starts `banderole serve` on an empty folder (or `banderole demo`), port 0, and ends it after the test file.
///
///     const server = await start(test);
///     server.url · server.data · server.keeper("member", "list") · await server.codeFor("a@example.org") · server.log()
export async function start(test, { demo = false, env = {} } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "banderole-browser-"));
  const data = path.join(folder, "data");
  const surroundings = { ...process.env, BANDEROLE_DATA: data, BANDEROLE_LISTEN: "127.0.0.1:0", BANDEROLE_LIMITS: "off", TMPDIR: folder, ...env };
  const child = spawn(PROGRAM, demo ? ["demo", "--keep", data] : ["serve"], { env: surroundings, stdio: ["ignore", "pipe", "pipe"] });
  const log = [];
  child.stderr.on("data", (bytes) => log.push(bytes.toString()));
  const ended = new Promise((resolve) => child.on("close", (status, signal) => resolve(signal ?? status)));
  test.after(async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(log.join("").split("\n").filter((line) => line.includes('"level":"ERROR"')), [], "the server's own errors");
  });
  const url = await ready(child, ended, log);
  return {
    url,
    data,
    /// Of a demo: the account that it says is the admin's.
    admin: { email: /^ +(\S+@\S+) /m.exec(log.join(""))?.[1], password: /^ +\S+@\S+ +(.+)$/m.exec(log.join(""))?.[1] },
    log: () => log.join(""),
    keeper: (...words) => keeper(surroundings, words),
    lettersTo: (address) => lettersTo(path.join(data, "mail"), address),
    /// The code of the newest letter to this address that came after `seen` others.
    codeFor: async (address, seen = 0) => {
      const letters = await until(async () => {
        const all = await lettersTo(path.join(data, "mail"), address);
        return all.length > seen && all;
      }, `a letter to ${address}`);
      return code(letters.at(-1));
    },
  };
}

/// The address in the line `listening on http://…`; fails with the log when the program ends or is silent.
function ready(child, ended, log) {
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${PROGRAM}: ${why}\n${log.join("")}`));
    const timer = setTimeout(() => fail(`not listening after ${READY_MS} ms`), READY_MS);
    ended.then((how) => fail(`ended with ${how} before it listened`));
    child.on("error", (error) => fail(error.message));
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.push(`${line}\n`);
      const address = /^listening on (http:\/\/\S+)$/.exec(line)?.[1];
      if (address) {
        clearTimeout(timer);
        resolve(address);
      }
    });
  });
}

/// Runs a verb of the keeper on the server's folder. An object at the end may hold `input` for its standard input.
function keeper(env, words) {
  const options = typeof words.at(-1) === "object" ? words.pop() : {};
  return new Promise((resolve, reject) => {
    const child = execFile(PROGRAM, words, { env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`banderole ${words.join(" ")}: ${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
    child.stdin.end(options.input ?? "");
  });
}
