// The list of events follows the filters as they are touched: same URL, same query, without a page load.
import { fragment, swap } from "./app.js";

/** Lives on `form[data-filter="id of the list"]`, a GET form. */
export function start(root) {
  for (const form of root.querySelectorAll("form[data-filter]")) live(form);
}

function live(form) {
  let asking;
  form.dataset.live = "";

  const address = () => {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value !== "" || name === "place") url.searchParams.append(name, value);
    return url;
  };

  async function refresh() {
    asking?.abort();
    asking = new AbortController();
    const url = address();
    const list = document.getElementById(form.dataset.filter);
    list.ariaBusy = "true";
    try {
      const response = await fetch(url, { headers: { "X-Fragment": "1" }, cache: "no-store", signal: asking.signal });
      const fresh = await fragment(response);
      if (!fresh || fresh.matches(".alert") || "unclear" in fresh.dataset) { location.assign(url); return; }
      swap(list, fresh);
      history.replaceState(null, "", url);
      const heading = document.querySelector("h1");
      document.title = document.title.replace(heading.textContent, () => fresh.dataset.heading);
      heading.textContent = fresh.dataset.heading;
      form.dispatchEvent(new CustomEvent("filtered", { detail: url, bubbles: true }));
      const summary = form.querySelector("[data-where]");
      if (summary && fresh.dataset.where) {
        const place = document.createElement("b");
        place.textContent = fresh.dataset.where;
        summary.replaceChildren(place);
        summary.closest("details").open = false;
      }
    } catch (error) {
      if (error.name !== "AbortError") { list.ariaBusy = null; location.assign(url); }
    }
  }

  form.addEventListener("change", (event) => {
    // A place that is still being typed is no place yet: places.js says `change` again on the hidden id when one was chosen.
    if (event.target.matches("[data-place] input:not([type=hidden])")) return;
    refresh();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); refresh(); });
}
