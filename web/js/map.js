// The map of events: Leaflet over outlines and names that come from our own server, pins and clusters from the same query as the list.
// The list is the map's twin: everything here can be reached there. Without this module, or when it fails, the list stands alone.
//
// The page gives, on `[data-map]`: data-lat, data-lon, data-zoom (where to begin), data-results (id of the list), data-form (id of the GET
// form with the filters), data-kinds ('{"leafleting":["newspaper","Tractage"]}'), data-icons (URL of the sprite), data-zone (time zone of the
// dates), data-words (JSON of texts: see `words` below).
import { fragment, say, swap } from "./app.js";

const FRANCE = [[41.2, -5.3], [51.2, 9.7]];
/** Where the fine outlines end, a hair within: the coarse ones of the world are covered there. */
const FINE = [[41.01, -5.99], [52.19, 10.98]];
/** Milliseconds after the last move before the server is asked. */
const PAUSE = 350;
const MOST = 2000;
const NEAREST = 17;
/** Pixels within which one mark covers another. */
const OVER = 42;

export function start(root) {
  for (const box of root.querySelectorAll("[data-map]")) open(box).catch((error) => { box.hidden = true; console.error("map:", error); });
}

async function open(box) {
  await Promise.all([import("../vendor/leaflet/leaflet.js"), import("../vendor/topojson-client/topojson-client.min.js")]);
  const L = window.L.noConflict();
  const words = JSON.parse(box.dataset.words);
  box.dataset.ready = "";
  const map = L.map(box, {
    center: [Number(box.dataset.lat), Number(box.dataset.lon)], zoom: Number(box.dataset.zoom), minZoom: 2, maxZoom: NEAREST,
    zoomControl: false, worldCopyJump: true, maxBounds: [[-85, -540], [85, 540]], renderer: L.canvas({ padding: 0.3 }),
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches, fadeAnimation: false, markerZoomAnimation: true,
  });
  box.role = "application";
  box.ariaLabel = words.map;
  map.attributionControl.setPrefix(false).addAttribution("© IGN, Natural Earth, INSEE, GeoNames");
  L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  pan(L, map, words);
  ground(L, map);
  const pins = L.layerGroup().addTo(map);
  const sheet = card(box, words);
  const ask = asker(L, map, box, pins, sheet, words);
  map.on("moveend", () => ask());
  const form = document.getElementById(box.dataset.form);
  const there = form && place(new URLSearchParams(new FormData(form)));
  form?.addEventListener("filtered", ({ detail: url }) => {
    // Another place is another view: the page knows where it is.
    if (place(url.searchParams) === there) ask(true);
    else location.assign(url);
  });
  ask(true);
}

/** What a query says of where it looks. */
function place(query) {
  return ["place", "place_id", "near", "radius_km"].map((name) => query.get(name) ?? "").join("|");
}

/** Four buttons: a way to move without dragging. */
function pan(L, map, words) {
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar pan");
    for (const [arrow, label, by] of [["↑", words.north, [0, -1]], ["←", words.west, [-1, 0]], ["→", words.east, [1, 0]], ["↓", words.south, [0, 1]]]) {
      const button = L.DomUtil.create("button", "", bar);
      Object.assign(button, { type: "button", textContent: arrow, ariaLabel: label, title: label });
      button.addEventListener("click", () => { const { x, y } = map.getSize(); map.panBy([(by[0] * x) / 2, (by[1] * y) / 2]); });
    }
    L.DomEvent.disableClickPropagation(bar);
    return bar;
  };
  control.addTo(map);
}

/** Outlines, water, names. France first; the world when it comes into view. */
function ground(L, map) {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const water = () => getComputedStyle(map.getContainer()).backgroundColor;
  const looks = {
    sea: () => ({ fillColor: water(), fillOpacity: 1, stroke: false }),
    land: () => ({ fillColor: colour("surface"), fillOpacity: 1, stroke: false }),
    world: () => ({ fillColor: colour("surface"), fillOpacity: 1, color: colour("border"), weight: 1 }),
    dept: () => ({ fill: false, color: colour("border"), weight: 1 }),
    borders: () => ({ color: colour("outline"), weight: 1.5, fill: false }),
    rivers: () => ({ color: water(), weight: 3, fill: false }),
    lakes: () => ({ fillColor: water(), fillOpacity: 1, stroke: false }),
  };
  const layers = [];
  const put = (layer, look) => layers.push([layer.addTo(map), look]);
  const draw = (topology, object, look) => put(L.geoJSON(window.topojson.feature(topology, topology.objects[object]), { style: looks[look], interactive: false }), look);
  const get = (name) => fetch(new URL(`../basemap/${name}`, import.meta.url)).then((r) => r.json());

  get("fr_base.topojson").then((fr) => {
    put(L.rectangle(FINE, { ...looks.sea(), interactive: false }), "sea");
    for (const name of ["land", "dept", "lakes", "rivers", "borders"]) draw(fr, name, name);
    abroad();
  }).catch(() => {});
  let asked = false;
  const abroad = () => {
    if (asked || L.latLngBounds(FRANCE).contains(map.getBounds())) return;
    asked = true;
    get("world_base.topojson").then((world) => { draw(world, "countries", "world"); layers.at(-1)[0].bringToBack(); }).catch(() => { asked = false; });
  };
  map.on("moveend", abroad);
  get("towns.json").then((towns) => names(L, map, towns, colour)).catch(() => {});
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [layer, look] of layers) layer.setStyle(looks[look]);
    map.fire("moveend");
  });
}

/** Names of towns, the largest first, none over another. */
function names(L, map, towns, colour) {
  // A pane of its own: over the outlines (400), whichever comes first, and under the pins (600).
  const pane = map.createPane("names");
  pane.style.zIndex = 450;
  pane.style.pointerEvents = "none";
  const canvas = L.DomUtil.create("canvas", "names", pane);
  canvas.ariaHidden = "true";
  const draw = () => {
    const size = map.getSize(), ratio = devicePixelRatio || 1, bounds = map.getBounds(), zoom = map.getZoom();
    const [west, east] = [bounds.getWest(), bounds.getEast()];
    Object.assign(canvas, { width: size.x * ratio, height: size.y * ratio });
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    Object.assign(pen, { font: "600 12px system-ui, sans-serif", textAlign: "left", textBaseline: "middle", lineWidth: 3, lineJoin: "round" });
    const [ink, halo] = [colour("muted"), colour("surface")];
    const most = Math.round((size.x * size.y) / (zoom < 6 ? 14_000 : 9_000));
    const taken = [];
    for (const [name, lat, lon] of towns) {
      if (taken.length >= most) break;
      const [y, x] = [lat / 100, lon / 100];
      if (x < west || x > east || !bounds.contains([y, x])) continue;
      const at = map.latLngToContainerPoint([y, x]);
      const width = pen.measureText(name).width + 10;
      const free = taken.every((box) => Math.abs(box.x - at.x) * 2 > box.width + width + 12 || Math.abs(box.y - at.y) > 22);
      if (!free) continue;
      taken.push({ x: at.x, y: at.y, width });
      pen.strokeStyle = halo;
      pen.strokeText(name, at.x + 6, at.y);
      pen.fillStyle = ink;
      pen.fillText(name, at.x + 6, at.y);
      pen.beginPath();
      pen.arc(at.x, at.y, 2.5, 0, 7);
      pen.fill();
    }
  };
  map.on("moveend viewreset resize", draw);
  map.on("zoomstart", () => canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height));
  draw();
}

/** Asks for pins and list of what is in view, and draws them. `first`: also when the map did not move. */
function asker(L, map, box, pins, sheet, words) {
  const kinds = JSON.parse(box.dataset.kinds);
  const form = document.getElementById(box.dataset.form);
  let timer, asking, last = "";

  async function now(first) {
    const bounds = map.getBounds();
    const query = new URLSearchParams(form ? [...new FormData(form)].filter(([name, value]) => value && !["place", "place_id", "near", "radius_km", "bbox"].includes(name)) : []);
    query.set("bbox", [Math.max(-180, bounds.getWest()), Math.max(-85, bounds.getSouth()), Math.min(180, bounds.getEast()), Math.min(85, bounds.getNorth())].map((n) => n.toFixed(4)).join(","));
    if (!first && last === String(query)) return;
    last = String(query);
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const points = new URLSearchParams(query);
    points.set("cluster", map.getZoom());
    points.set("limit", MOST);
    try {
      const [answer, page] = await Promise.all([
        fetch(`/api/v1/events?${points}`, { signal }),
        fetch(`/map?${query}`, { signal, headers: { "X-Fragment": "1" }, cache: "no-store" }),
      ]);
      if (answer.ok) draw(await answer.json());
      const fresh = await fragment(page);
      const list = document.getElementById(box.dataset.results);
      if (fresh && list && !fresh.matches(".alert")) swap(list, fresh);
      history.replaceState(null, "", `/map?${query}`);
    } catch (error) { if (error.name !== "AbortError") say(words.failed); }
  }

  function draw({ clusters = [], items = [] }) {
    const focused = document.activeElement?.closest?.(".leaflet-marker-icon")?.dataset.id;
    pins.clearLayers();
    const single = (item) => ({ lat: item.place.lat, lon: item.place.lon, count: 1, item });
    const marks = [...clusters.map((one) => (one.item?.place ? single(one.item) : one)), ...items.filter((item) => item.place?.lat !== undefined).map(single)];
    for (const { lat, lon, count, item } of apart(map, marks)) {
      if (!item) {
        const size = count < 10 ? 2.5 : count < 100 ? 3 : 3.5;
        const pin = mark(L, { lat, lon }, `${count}`, "cluster", size, words.cluster.replace("{n}", count));
        pin.on("click", () => map.setView([lat, lon], Math.min(NEAREST, map.getZoom() + 2)));
        pins.addLayer(pin);
        continue;
      }
      const [icon, name] = kinds[item.kind] ?? ["shapes", ""];
      const pin = mark(L, item.place, glyph(box.dataset.icons, icon), `pin k-${item.kind}`, 2.75, `${name} — ${item.title}`);
      pin.on("click", () => sheet(item, name, pin));
      pins.addLayer(pin);
      const element = pin.getElement();
      if (element) { element.dataset.id = item.id; if (focused === item.id) element.focus({ preventScroll: true }); }
    }
  }

  return (first) => { clearTimeout(timer); timer = setTimeout(now, first ? 0 : PAUSE, first); };
}

/** What would lie over one another, the larger first, as one: each mark can be seen and touched. At the nearest zoom all stay. */
function apart(map, marks) {
  if (map.getZoom() >= NEAREST) return marks;
  const kept = [];
  for (const mark of [...marks].sort((a, b) => b.count - a.count)) {
    const at = map.latLngToLayerPoint([mark.lat, mark.lon]);
    const under = kept.find((one) => one.at.distanceTo(at) < OVER);
    if (under) { under.count += mark.count; under.item = undefined; } else kept.push({ ...mark, at });
  }
  return kept;
}

function glyph(sprite, id) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.ariaHidden = "true";
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${id}`);
  svg.append(use);
  return svg;
}

/** A pin or a cluster; `size` in rem, so that it follows larger text. */
function mark(L, { lat, lon }, content, className, size, label) {
  const body = document.createElement("span");
  body.append(content);
  const px = size * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const icon = L.divIcon({ html: body, className, iconSize: [px, px], iconAnchor: className === "cluster" ? [px / 2, px / 2] : [px / 2, px] });
  const marker = L.marker([lat, lon], { icon, alt: label, title: label, riseOnHover: true });
  marker.on("add", () => { marker.getElement().ariaLabel = label; });
  marker.on("keydown", ({ originalEvent: event }) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    marker.fire("click");
  });
  return marker;
}

/** The chosen event, in a sheet at the foot of the map; Esc closes it and gives the focus back. */
function card(box, words) {
  const sheet = document.createElement("section");
  sheet.className = "sheet";
  sheet.ariaLabel = words.chosen;
  sheet.tabIndex = -1;
  sheet.hidden = true;
  box.after(sheet);
  let from;
  const close = () => { sheet.hidden = true; from?.getElement()?.focus({ preventScroll: true }); };
  sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  const line = (tag, className, ...content) => { const element = document.createElement(tag); element.className = className; element.append(...content); return element; };

  return (item, kind, pin) => {
    from = pin;
    const when = moment(new Date(item.starts_at), item.time_zone);
    const link = line("a", "", item.title);
    link.href = item.url;
    const button = line("button", "btn quiet sm", words.close);
    button.type = "button";
    button.addEventListener("click", close);
    const where = [item.place.name, item.place.town].filter(Boolean).join(", ");
    sheet.replaceChildren(line("p", `kind k-${item.kind}`, glyph(box.dataset.icons, JSON.parse(box.dataset.kinds)[item.kind]?.[0] ?? "shapes"), kind), line("h2", "", link), line("p", "meta", line("b", "", when)), line("p", "meta", where), button);
    sheet.hidden = false;
    sheet.focus({ preventScroll: true });
  };
}

/** "samedi 28 novembre, 10 h 30"; "Saturday 28 November, 10:30". */
function moment(at, timeZone) {
  const { lang } = document.documentElement;
  const locale = lang === "en" ? "en-GB" : lang;
  const day = at.toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long", timeZone }).replace(",", "");
  const [hour, minute] = at.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", timeZone }).split(":");
  if (lang !== "fr") return `${day}, ${hour}:${minute}`;
  return `${day}, ${Number(hour)}\u202fh${minute === "00" ? "" : `\u202f${minute}`}`;
}
