#!/usr/bin/env python3
"""Keeps a data folder as this version writes it: tests/data/records/VERSION.tar.gz, to be opened by every later version.

    cargo build && python3 tests/keep_record.py target/debug/banderole

A member of each role, a team, actions, answers, a waiting list, a photo, sessions, letters, notifications; with `expected.json`, which says
what a test finds in it. Needs nothing but Python.
"""

import json
import os
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zlib

MEMBERS = "email,first_name,last_name,postcode,town,country,pledged_at,external_id\n" + "".join(
    f"m{n}@exemple.fr,Inès,Moreau {'abcdefgh'[n]},69001,Lyon,FR,2026-01-0{n + 1}T00:00:00Z,p{n}\n" for n in range(8)
)
TEAMS = "external_id,name,description,kind,town,postcode,country,lead_email\nt1,Équipe Lyon,Bonjour,local,Lyon,69001,FR,m1@exemple.fr\n"
PLACES = "team_external_id,email,role\nt1,m2@exemple.fr,manager\nt1,m3@exemple.fr,member\nt1,m4@exemple.fr,follower\n"
EVENTS = (
    "external_id,title,kind,starts_at,town,postcode,country,capacity,team_external_id,organiser_email\n"
    "e1,Tractage au marché,leafleting,2036-05-04T10:00:00+02:00,Lyon,69001,FR,2,t1,m1@exemple.fr\n"
    "e2,Réunion publique,public_meeting,2036-06-04T19:00:00+02:00,Lyon,69001,FR,,t1,m1@exemple.fr\n"
)


def png():
    """A small picture of one colour."""
    raw = b"".join(b"\0" + bytes([15, 107, 102]) * 80 for _ in range(80))
    part = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 80, 80, 8, 2, 0, 0, 0)) + part(b"IDAT", zlib.compress(raw)) + part(b"IEND", b"")


def main():
    program = os.path.abspath(sys.argv[1])
    root = pathlib.Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "BANDEROLE_DATA": folder, "BANDEROLE_CLOCK": "2026-11-23T08:00:00Z"}
        run = lambda *words, text="": subprocess.run([program, *words], env=env, input=text, capture_output=True, text=True, check=True).stdout
        for what, rows in [("members", MEMBERS), ("teams", TEAMS), ("memberships", PLACES), ("events", EVENTS)]:
            run("import", what, "-", text=rows)
        run("member", "promote", "m0@exemple.fr")
        run("member", "promote", "m1@exemple.fr", "--role", "moderator")
        tokens = [run("token", "create", "--email", f"m{n}@exemple.fr").split()[1] for n in range(8)]
        server = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        base = next(line.split()[-1] for line in server.stdout if line.startswith("listening on"))

        def ask(method, path, token, body=None, kind="application/json"):
            data = json.dumps(body).encode() if isinstance(body, dict) else body
            headers = {"Authorization": f"Bearer {token}", "Content-Type": kind} if token else {"Content-Type": kind}
            with urllib.request.urlopen(urllib.request.Request(base + path, data, headers, method=method)) as answer:
                return json.loads(answer.read() or b"null")

        events = {event["title"]: event["id"] for event in ask("GET", "/api/v1/events?near=45.764,4.8357", None)["items"]}
        event = events["Tractage au marché"]
        for n in range(2, 7):
            ask("PUT", f"/api/v1/events/{event}/rsvp", tokens[n], {"answer": "declined" if n == 6 else "going", "guests": 0})
        ask("PUT", "/api/v1/me/photo", tokens[3], png(), "image/png")
        ask("POST", "/api/v1/sessions/code", None, {"email": "m5@exemple.fr"})
        draft = {"kind": "training", "title": "Formation", "starts_at": "2036-07-01T10:00:00+02:00", "place": {"town": "Lyon", "postcode": "69001"}, "status": "draft"}
        ask("POST", "/api/v1/events", tokens[1], draft)
        server.terminate()
        assert server.wait() == 0
        stats = json.loads(run("stats", "--json"))
        keep = ["members", "teams", "events", "rsvps", "pictures"]
        expected = {"stats": {name: stats[name] for name in keep}, "token": tokens[2], "email": "m2@exemple.fr", "event": event, "title": "Tractage au marché", "going": 2}
        (pathlib.Path(folder) / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
        version = run("--version").split()[1]
        made = root / "tests/data/records" / f"{version}.tar.gz"
        names = ["record.redb", "media", "secret", "expected.json"]
        with tarfile.open(made, "w:gz", compresslevel=9) as archive:
            for name in names:
                archive.add(pathlib.Path(folder) / name, name)
        print(f"{made.relative_to(root)}: {made.stat().st_size} bytes")


main()
