// A picture, before it is sent: shown, turned upright, cropped to a square with buttons (or by dragging), shrunk on the phone and stripped
// of everything but its pixels. Where the browser cannot read the file, it goes as it is and the server says what is accepted.

/** Side of the square that is sent, and the longest side of a picture that is not cropped, in pixels. */
const SIDE = 1024;
const LONGEST = 1600;
const QUALITY = 0.86;
const MOVE = 0.08;

export function start(root) {
  for (const field of root.querySelectorAll("[data-photo]")) {
    const input = field.querySelector("input[type=file]");
    const words = (field.dataset.words ?? "").split("|");
    input.addEventListener("change", (event) => { if (event.isTrusted) chosen(field, input, words); });
  }
}

async function chosen(field, input, words) {
  field.querySelector(".crop")?.remove();
  const file = input.files[0];
  if (!file) return;
  let picture;
  try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return; }
  if ("square" in field.dataset) crop(field, input, words, picture, file.name);
  else {
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = sheet(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    preview(field, canvas, words[0]);
    give(input, canvas, file.name);
  }
}

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  return canvas;
}

function preview(field, canvas, label) {
  const box = document.createElement("div");
  box.className = "crop";
  canvas.role = "img";
  canvas.ariaLabel = label;
  box.append(canvas);
  field.append(box);
}

/** Puts what is on the canvas in the file field's place. */
function give(input, canvas, name) {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const hand = new DataTransfer();
    hand.items.add(new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
    input.files = hand.files;
  }, "image/jpeg", QUALITY);
}

function crop(field, input, words, picture, name) {
  const [label, larger, smaller, left, right, up, down, turn, remove] = words;
  const canvas = sheet(SIDE, SIDE);
  canvas.role = "img";
  canvas.ariaLabel = label;
  const stage = document.createElement("div");
  stage.className = "stage";
  stage.append(canvas);
  const box = document.createElement("div");
  box.className = "crop";
  box.append(stage);
  // Centre of the picture in the square (0…1 of the square's side), zoom over "just covers", quarter turns.
  let x = 0.5, y = 0.5, zoom = 1, turns = 0, timer;

  function draw() {
    const sideways = turns % 2 === 1;
    const [w, h] = sideways ? [picture.height, picture.width] : [picture.width, picture.height];
    const scale = (SIDE / Math.min(w, h)) * zoom;
    const slack = [(w * scale - SIDE) / 2 / SIDE, (h * scale - SIDE) / 2 / SIDE];
    x = Math.min(0.5 + slack[0], Math.max(0.5 - slack[0], x));
    y = Math.min(0.5 + slack[1], Math.max(0.5 - slack[1], y));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.save();
    pen.translate(x * SIDE, y * SIDE);
    pen.rotate((turns * Math.PI) / 2);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, (-picture.width * scale) / 2, (-picture.height * scale) / 2, picture.width * scale, picture.height * scale);
    pen.restore();
    clearTimeout(timer);
    timer = setTimeout(give, 200, input, canvas, name);
  }

  const pad = document.createElement("div");
  pad.className = "pad";
  const deeds = [
    ["plus", larger, () => { zoom = Math.min(4, zoom * 1.2); }],
    ["minus", smaller, () => { zoom = Math.max(1, zoom / 1.2); }],
    ["rotate", turn, () => { turns = (turns + 1) % 4; }],
    ["trash", remove, () => { input.value = ""; box.remove(); input.focus(); return true; }],
    ["left", left, () => { x -= MOVE; }],
    ["right", right, () => { x += MOVE; }],
    ["up", up, () => { y -= MOVE; }],
    ["down", down, () => { y += MOVE; }],
  ];
  const sprite = document.querySelector("svg use")?.getAttribute("href").split("#")[0];
  for (const [glyph, text, deed] of deeds) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn quiet", ariaLabel: text, title: text });
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "i");
    svg.ariaHidden = "true";
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${glyph}`);
    svg.append(use);
    button.append(svg);
    button.addEventListener("click", () => { if (!deed()) draw(); });
    pad.append(button);
  }
  box.append(pad);

  stage.addEventListener("pointerdown", (event) => { stage.setPointerCapture(event.pointerId); event.preventDefault(); });
  stage.addEventListener("pointermove", (event) => {
    if (!stage.hasPointerCapture(event.pointerId)) return;
    x += event.movementX / stage.clientWidth;
    y += event.movementY / stage.clientHeight;
    draw();
  });
  stage.addEventListener("wheel", (event) => { event.preventDefault(); zoom = Math.min(4, Math.max(1, zoom * (event.deltaY < 0 ? 1.05 : 0.95))); draw(); }, { passive: false });

  field.append(box);
  draw();
}
