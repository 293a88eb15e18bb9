// The texts that pages say, from the same files as the pages' own, so that a test can ask for a sentence by its key.

import { readFileSync } from "node:fs";

const files = new Map();

/// The sentence under a key: `words("fr")("home-join")`. Only sentences of one line, without a variable.
export function words(lang) {
  if (!files.has(lang)) {
    const text = readFileSync(new URL(`../../../assets/locales/${lang}.ftl`, import.meta.url), "utf8");
    files.set(lang, new Map([...text.matchAll(/^([a-z][\w-]*) = (.+)$/gm)].map(([, key, sentence]) => [key, sentence])));
  }
  return (key) => {
    const sentence = files.get(lang).get(key);
    if (sentence === undefined || sentence.includes("{")) throw new Error(`${lang}.ftl: ${key} is not one plain sentence`);
    return sentence;
  };
}
