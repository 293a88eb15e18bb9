#!/usr/bin/env python3
"""Makes the compact sources of the gazetteer. Needed only to renew them: the build reads what this wrote.

    trim.py COMMUNES_FR.csv WORLD_5000.csv CITIES5000.json ADMIN1.csv COUNTRIES.csv OUT_DIR

README.md beside this file says where each source comes from and under which licence. Each output is a text of columns: a line
`#NAME`, then one line per row. Columns of one kind of thing compress far better than rows do.
"""
import csv, json, math, subprocess, sys, unicodedata
from collections import defaultdict

OVERSEAS = {"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"}
ALIASES_FROM = 50_000  # other-language names are kept for towns of this many people and more
MOST_ALIASES = 40


def key(name):
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return "".join(c for c in plain if c.isalnum())


def write(path, columns):
    text = "".join(f"#{name}\n" + "".join(f"{value}\n" for value in values) for name, values in columns.items())
    done = subprocess.run(["zstd", "-q", "--ultra", "-22", "-c"], input=text.encode(), stdout=subprocess.PIPE, check=True)
    open(path, "wb").write(done.stdout)
    print(path, len(text), "->", len(done.stdout))


def units(degrees):
    return round(float(degrees) * 10_000)


def communes(path):
    rows = sorted(csv.DictReader(open(path, encoding="utf-8")), key=lambda r: (r["insee"], r["kind"]))
    columns = {
        "insee": [r["insee"] for r in rows],
        "kind": [{"commune": "c", "arr": "a", "ancienne": "f"}[r["kind"]] for r in rows],
        "parent": [r["parent"] for r in rows],
        "name": [r["name"] for r in rows],
        "dept": ["" if r["insee"].startswith(r["dept"]) else r["dept"] for r in rows],
        # A leading figure that the département gives already is left out.
        "postcodes": ["|".join(p[2:] if p[:2] == r["insee"][:2] else "=" + p for p in r["postcodes"].split("|") if p) for r in rows],
        "population": [r["population"] for r in rows],
        "lat": [units(r["lat"]) for r in rows],
        "lon": [units(r["lon"]) for r in rows],
    }
    return rows, columns


def zone_of(row, cities, by_country):
    city = cities.get(row["geonameid"])
    if city:
        return city["timezone"]
    lat, lon = float(row["lat"]), float(row["lon"])
    near = lambda c: (c["latitude"] - lat) ** 2 + ((c["longitude"] - lon) * math.cos(math.radians(lat))) ** 2
    return min(by_country[row["country"]] or cities.values(), key=near)["timezone"]


def aliases(row, city):
    """Names of the town in other languages, in Latin letters: what starts small is a transliteration that nobody types."""
    if int(row["population"] or 0) < ALIASES_FROM:
        return []
    seen, kept = {key(row["name"])}, []
    for name in (city or {}).get("alternatenames") or row["alt_latin"].split("|"):
        folded = key(name)
        if len(folded) >= 3 and folded.isascii() and name[:1].isupper() and not name.isupper() and folded not in seen:
            seen.add(folded)
            kept.append(name)
    return sorted(kept, key=lambda n: (" " in n, len(n), n))[:MOST_ALIASES]


def world(path, cities, french):
    known = {key(r["name"]) for r in french if r["insee"][:2] in ("97", "98")}
    rows = [r for r in csv.DictReader(open(path, encoding="utf-8"))
            if r["country"] != "FR" and not (r["country"] in OVERSEAS and key(r["name"]) in known)]
    by_country = defaultdict(list)
    for city in cities.values():
        by_country[city["countrycode"]].append(city)
    rows.sort(key=lambda r: (r["country"], r["admin1"], int(r["geonameid"])))
    return rows, {
        "country": [r["country"] for r in rows],
        "admin1": [r["admin1"] for r in rows],
        "zone": [zone_of(r, cities, by_country) for r in rows],
        "geonameid": [int(r["geonameid"]) for r in rows],
        "name": [r["name"] for r in rows],
        "population": [r["population"] or 0 for r in rows],
        "lat": [units(r["lat"]) for r in rows],
        "lon": [units(r["lon"]) for r in rows],
        "aliases": ["|".join(key(a) for a in aliases(r, cities.get(r["geonameid"]))) for r in rows],
    }


def main(communes_csv, world_csv, cities_json, admin1_csv, countries_csv, out):
    french, columns = communes(communes_csv)
    write(f"{out}/communes_fr.zst", columns)
    rows, columns = world(world_csv, json.load(open(cities_json, encoding="utf-8")), french)
    write(f"{out}/world.zst", columns)
    used = {f"{r['country']}.{r['admin1']}" for r in rows}
    admin1 = [r for r in csv.DictReader(open(admin1_csv, encoding="utf-8")) if r["code"] in used]
    countries = list(csv.DictReader(open(countries_csv, encoding="utf-8")))
    write(f"{out}/regions.zst", {
        "admin1": [r["code"] for r in admin1], "admin1_name": [r["name"] for r in admin1],
        "country": [r["iso"] for r in countries], "country_name": [r["name"].strip() for r in countries],
    })


if __name__ == "__main__":
    main(*sys.argv[1:])
