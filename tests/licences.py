#!/usr/bin/env python3
"""Checks that every dependency's licence is in deny.toml's list, with nothing but cargo and Python.

`cargo deny check licenses` does the same and more; this runs everywhere, in a second. Prints what is wrong, a line each; exit code 1 then.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def allowed_words(text):
    """The words of `allow = [...]` in `[licenses]`, and the exceptions as {crate: words}. (tomllib came with Python 3.11 only.)"""
    text = re.sub(r"^\s*#.*$|\s#[^\"\n]*$", "", text, flags=re.M)
    section = text.split("[licenses]", 1)[1].split("\n[", 1)[0]
    quoted = lambda part: set(re.findall(r'"([^"]+)"', part))
    allow = quoted(re.search(r"^allow\s*=\s*\[(.*?)\]", section, re.S | re.M).group(1))
    exceptions = {
        name: quoted(words) for words, name in re.findall(r'\{\s*allow\s*=\s*\[(.*?)\]\s*,\s*crate\s*=\s*"([^"]+)"\s*\}', section)
    }
    return allow, exceptions


def satisfied(expression, allow):
    """Whether an SPDX expression can be met with these words. `/` is an old way to write OR."""
    tokens = re.findall(r"\(|\)|[^\s()/]+|/", expression)
    tokens = ["OR" if token == "/" else token for token in tokens]

    def either(at):
        met, at = both(at)
        while at < len(tokens) and tokens[at] == "OR":
            other, at = both(at + 1)
            met = met or other
        return met, at

    def both(at):
        met, at = one(at)
        while at < len(tokens) and tokens[at] == "AND":
            other, at = one(at + 1)
            met = met and other
        return met, at

    def one(at):
        if tokens[at] == "(":
            met, at = either(at + 1)
            return met, at + 1
        word, at = tokens[at], at + 1
        if at + 1 < len(tokens) and tokens[at] == "WITH":
            word, at = f"{word} WITH {tokens[at + 1]}", at + 2
        return word in allow, at

    return either(0)[0]


def self_test():
    for expression, allow, want in [
        ("MIT", {"MIT"}, True),
        ("MIT/Apache-2.0", {"Apache-2.0"}, True),
        ("MIT AND OpenSSL", {"MIT"}, False),
        ("(MIT OR GPL-3.0) AND BSD-3-Clause", {"MIT", "BSD-3-Clause"}, True),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", {"Apache-2.0"}, False),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", {"Apache-2.0 WITH LLVM-exception"}, True),
    ]:
        assert satisfied(expression, allow) == want, expression


def main():
    self_test()
    allow, exceptions = allowed_words((ROOT / "deny.toml").read_text(encoding="utf-8"))
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]
    packages = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)["packages"]
    flaws = []
    for package in packages:
        licence, name = package["license"], package["name"]
        if not licence:
            flaws.append(f"{name} {package['version']}: names no licence")
        elif not satisfied(licence, allow | exceptions.get(name, set())):
            flaws.append(f"{name} {package['version']}: {licence} is not in deny.toml")
        if package["source"] not in (None, "registry+https://github.com/rust-lang/crates.io-index"):
            flaws.append(f"{name} {package['version']}: does not come from crates.io")
    print("\n".join(flaws) or f"licences: {len(packages)} packages, all allowed")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main())
