#!/usr/bin/env python3
"""Brings a built program up on an empty folder and checks what only the real thing shows: tests/smoke.py PROGRAM

Listening within 0.3 s and at most RESIDENT_MIB resident on a fresh store, `health`, the contract as it is committed,
pages, and a clean end on SIGTERM. Prints its figures; exit code 1 with a reason when something does not hold.
"""

import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent

READY_S = 0.3
"""Seconds from start to `listening on`, the best of STARTS (other work on the machine only ever adds to it)."""
STARTS = 5
HEALTHY_S = 10
"""Seconds from listening until it says that it is well: agenda and index are opened behind the listener."""
RESIDENT_MIB = 40
"""The bar of the product is 40. Measured 42 with the allocator's arenas committed at once, 27 without (MIMALLOC_ARENA_EAGER_COMMIT=0)."""
END_S = 12
"""Seconds that SIGTERM may take: connections have 10 to finish."""


class Server:
    """`banderole serve` on a folder, port 0."""

    def __init__(self, program, data):
        began = time.monotonic()
        command = [program, "serve", "--data", data, "--listen", "127.0.0.1:0"]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.child.stdout:
            said.append(line)
            if found := re.fullmatch(r"listening on (http://(\S+))\n", line):
                self.ready, self.url, self.address = time.monotonic() - began, found[1], found[2]
                return
        raise SystemExit(f"it ended before it listened: {''.join(said)}{self.child.stderr.read()}")

    def get(self, path, kind):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            found = answer.headers.get_content_type()
            assert found == kind, f"GET {path}: {found}, not {kind}"
            return answer.read()

    def health(self):
        """What `/health` says, once it is no more `503 starting`."""
        until = time.monotonic() + HEALTHY_S
        while True:
            try:
                return json.loads(self.get("/health", "application/json"))
            except urllib.error.HTTPError as error:
                if error.code != 503 or time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def resident(self):
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def end(self):
        self.child.send_signal(signal.SIGTERM)
        code = self.child.wait(timeout=END_S)
        assert code == 0, f"SIGTERM: exit code {code}\n{self.child.stderr.read()}"


def check(program):
    ready = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as data:
            server = Server(program, data)
            ready.append(server.ready)
            if len(ready) < STARTS:
                server.end()
                continue
            health = server.health()
            assert health["status"] == "ok", health
            subprocess.run([program, "health", "--listen", server.address], check=True, stdout=subprocess.DEVNULL)
            resident = server.resident()
            contract = json.loads((ROOT / "tests/data/openapi.json").read_text(encoding="utf-8"))
            assert json.loads(server.get("/api/openapi.json", "application/json")) == contract, "the contract is not tests/data/openapi.json"
            for path in ["/", "/events", "/teams", "/signup", "/signin", "/api/docs"]:
                assert b"<h1" in server.get(path, "text/html"), f"{path}: no heading"
            server.end()
    print(f"{program}: version {health['version']}, listening after {min(ready):.2f} s, {resident:.0f} MiB resident on a fresh store")
    assert min(ready) <= READY_S, f"listening after {min(ready):.2f} s, at most {READY_S}"
    assert resident <= RESIDENT_MIB, f"{resident:.0f} MiB resident, at most {RESIDENT_MIB}"


if __name__ == "__main__":
    try:
        check(sys.argv[1])
    except AssertionError as flaw:
        sys.exit(f"smoke: {flaw}")
