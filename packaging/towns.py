"""Makes assets/basemap/towns.json, the names on the map, from the gazetteer's two files.

    python3 packaging/towns.py communes_fr.csv world_5000.csv > assets/basemap/towns.json

[name, latitude, longitude] with coordinates in hundredths of a degree (about 1 km), the largest place first: French communes from 4,000
people, places of other countries from 200,000. Not part of the build.
"""

import csv
import json
import sys

FRANCE_FROM, WORLD_FROM = 4_000, 200_000


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


towns = []
for row in rows(sys.argv[1]):
    if row["kind"] == "commune" and int(row["population"] or 0) >= FRANCE_FROM:
        towns.append((int(row["population"]), row["name"], row["lat"], row["lon"]))
for row in rows(sys.argv[2]):
    if row["country"] != "FR" and int(row["population"] or 0) >= WORLD_FROM:
        towns.append((int(row["population"]), row["name"], row["lat"], row["lon"]))
towns.sort(key=lambda town: -town[0])
flat = [[name, round(float(lat) * 100), round(float(lon) * 100)] for _, name, lat, lon in towns]
json.dump(flat, sys.stdout, ensure_ascii=False, separators=(",", ":"))
