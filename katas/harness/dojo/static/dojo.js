// The page without this shows the last state; with it, it is alive. No text is made here.

const parts = new Map(
  [...document.querySelectorAll("[data-part]")].map((place) => [place.dataset.part, place]),
);

/** Put new HTML in a part, and keep what is open, where the focus is, and what is scrolled. */
function put(name, html) {
  const place = parts.get(name);
  if (!place) return;
  const open = new Map([...place.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  place.innerHTML = html;
  for (const details of place.querySelectorAll("details[id]")) {
    details.open = open.get(details.id) ?? details.open;
  }
  if (!focused) return;
  const same = focused.id && document.getElementById(focused.id);
  (same || place.querySelector("button, a, summary, [tabindex]"))?.focus({ preventScroll: true });
}

// The stream --------------------------------------------------------------------------------------

const address = document.body.dataset.stream;
const lost = document.getElementById("connection");
let source = null;
let last = "";

/** Only a tab that is seen holds a stream: a browser has six connections for all of them. */
function listen() {
  if (!address || source || document.hidden) return;
  source = new EventSource(last ? `${address}?last=${encodeURIComponent(last)}` : address);
  source.addEventListener("open", () => {
    lost.hidden = true;
    document.body.classList.add("is-live");
  });
  source.addEventListener("parts", (event) => {
    last = event.lastEventId;
    for (const [name, html] of Object.entries(JSON.parse(event.data))) put(name, html);
    document.dispatchEvent(new CustomEvent("dojo:parts"));
  });
  source.addEventListener("error", () => {
    lost.hidden = false;
    document.body.classList.remove("is-live");
    if (source?.readyState !== EventSource.CLOSED) return;
    silence();
    setTimeout(listen, 500);
  });
}

function silence() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? silence() : listen()));
window.addEventListener("pagehide", silence);
window.addEventListener("pageshow", listen);
listen();

// Buttons -----------------------------------------------------------------------------------------

document.getElementById("act")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter;
  const form = event.target;
  const body = new FormData(form);
  button.setAttribute("aria-busy", "true");
  try {
    const headers = { "X-Requested-With": "fetch" };
    const answer = await fetch(button.formAction, { method: "POST", body, headers });
    if (answer.status === 403) window.location.reload();
    button.closest("details")?.removeAttribute("open");
  } catch {
    lost.hidden = false;
  } finally {
    button.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "copied";
  } catch {
    button.textContent = "not allowed";
  }
  setTimeout(() => (button.textContent = said), 1200);
});

// Light and dark ----------------------------------------------------------------------------------

const toggle = document.getElementById("theme");
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

function name() {
  toggle.textContent = isDark() ? "Light" : "Dark";
  toggle.setAttribute("aria-label", `${toggle.textContent} theme`);
}

toggle.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  document.cookie = `katas_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
  name();
});
system.addEventListener("change", name);
toggle.hidden = false;
name();
