/* Additions only: every page works without this file. It sends nothing anywhere. */
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (one) => one.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  /* Show what an address points at, also inside closed details, and put the focus where one goes on. */
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    target.querySelector(":scope > details")?.setAttribute("open", "");
    const field = "input:not([type=hidden]), select, textarea, summary, button:not(:disabled)";
    const next = target.matches(`a[href], ${field}`) ? target : target.querySelector(field);
    if (target.id.startsWith("do-") || next === target) next?.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", reveal);
  // At the end of loading, for the browser itself takes the focus away when it goes to the address's place.
  if (location.hash) addEventListener("load", reveal);
  else if (document.activeElement === document.body) document.querySelector("main [autofocus]")?.focus();

  /* Light or dark at once, without loading the page anew. */
  document.querySelector("form.scheme")?.addEventListener("submit", (event) => {
    const wanted = event.submitter?.value ?? "";
    event.preventDefault();
    if (wanted) document.documentElement.dataset.scheme = wanted;
    else delete document.documentElement.dataset.scheme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `scheme=${wanted}; Path=/; Max-Age=${wanted ? 31536000 : 0}; SameSite=Lax${secure}`;
    for (const one of all("button", event.target)) one.setAttribute("aria-pressed", String(one.value === wanted));
  });

  /* One more row for a table, as long as somebody wants one. */
  const renumber = (row, from, to) => {
    for (const one of all("*", row)) {
      for (const name of ["id", "for", "name", "aria-describedby"]) {
        const value = one.getAttribute(name);
        if (value) one.setAttribute(name, value.replaceAll(`-${from}-`, `-${to}-`));
      }
      if (one.matches("[type=checkbox]")) one.checked = false;
      else if (one.matches("input:not([type=hidden]), textarea, select")) one.value = "";
      one.removeAttribute("aria-invalid");
    }
  };
  for (const table of all("fieldset[data-more]")) {
    const rows = () => all(":scope > fieldset.row", table);
    const add = document.createElement("button");
    add.type = "button";
    add.className = "quiet";
    add.textContent = table.dataset.more;
    add.addEventListener("click", () => {
      const last = rows().at(-1);
      const from = Number(/-(\d+)-[^-]*$/.exec(last.querySelector("[name]")?.name ?? "")?.[1]);
      if (!Number.isInteger(from)) return;
      const row = last.cloneNode(true);
      for (const one of all(".wrong, input[type=hidden]", row)) one.remove();
      renumber(row, from, from + 1);
      row.querySelector("legend").textContent = rows().length + 1;
      last.after(row);
      row.querySelector("input, select, textarea").focus();
      if (rows().length >= Number(table.dataset.most)) add.remove();
    });
    if (rows().length && rows().length < Number(table.dataset.most)) table.append(add);
  }

  /* Leaving a form half written asks first. */
  let written = false;
  addEventListener("input", (event) => { written ||= Boolean(event.target.closest("form[data-keep]")); });
  addEventListener("submit", () => { written = false; });
  addEventListener("beforeunload", (event) => { if (written) event.preventDefault(); });

  /* On paper nothing is folded away. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open]):not(.noprint)");
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });

  /* Shortcuts: the page marks with data-key where a key leads. */
  const OFF = "shortcuts-off";
  const stored = (change) => { try { return change(localStorage); } catch { return null; } };
  const box = document.querySelector("[data-shortcuts]");
  if (box) {
    box.checked = !stored((kept) => kept.getItem(OFF));
    box.addEventListener("change", () => stored((kept) => (box.checked ? kept.removeItem(OFF) : kept.setItem(OFF, "1"))));
  }
  const STEPS = ".work a, .action > details > summary, .action button[type=submit]:not(.quiet)";
  const step = (way) => {
    const stops = all(STEPS).filter((one) => one.checkVisibility()); // nothing that is folded away
    const now = stops.indexOf(document.activeElement);
    stops[now < 0 ? (way > 0 ? 0 : stops.length - 1) : Math.min(Math.max(now + way, 0), stops.length - 1)]?.focus();
  };
  const go = (keys) => {
    const one = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
    if (!one) return false;
    if (one.matches("a[href]")) one.click();
    else {
      for (let up = one; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
      one.scrollIntoView({ block: "start" });
      one.focus();
    }
    return true;
  };
  let before = "";
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (typing(event.target) || event.key.length !== 1 || stored((kept) => kept.getItem(OFF))) return;
    const keys = before ? `${before} ${event.key}` : event.key;
    before = !before && event.key === "g" ? "g" : "";
    if (before) return;
    if (keys === "j" || keys === "k") step(keys === "j" ? 1 : -1);
    else if (!go(keys)) return;
    event.preventDefault();
  });
})();
