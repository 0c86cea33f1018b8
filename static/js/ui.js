// Small enhancements; every page works without them.
(() => {
  const typing = (element) => element.closest("input, select, textarea, [contenteditable]");

  // "/" goes to the search in the bar.
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-search]");
    if (!search || typing(event.target)) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // A link with a shortcut: <a data-shortcut="Alt+O">. A Mac writes ø for it, so the key counts too.
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || typing(event.target)) return;
    for (const link of document.querySelectorAll("[data-shortcut^='Alt+']")) {
      const letter = link.dataset.shortcut.slice(-1).toUpperCase();
      if (event.key.toUpperCase() !== letter && event.code !== `Key${letter}`) continue;
      event.preventDefault();
      link.click();
      return;
    }
  });

  // Ctrl or ⌘ with Enter sends the form in which somebody types.
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    const form = event.target.closest("form[data-busy]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });

  addEventListener("click", (event) => {
    // A page that is meant for paper goes to the printer.
    if (event.target.closest("[data-print]")) print();
    // A toast closes.
    const close = event.target.closest("[data-close]");
    if (close) close.closest(".toast, .callout")?.remove();

    // Text beside a button is copied: <button data-copy="#element-id">.
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const source = document.querySelector(copy.dataset.copy);
      navigator.clipboard?.writeText(source?.value ?? source?.textContent.trim() ?? "");
    }
  });

  // A form that is being sent says so and is not sent twice.
  addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-busy]");
    if (!form || event.defaultPrevented) return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back by the browser's history finds the form ready again.
  addEventListener("pageshow", () => {
    for (const busy of document.querySelectorAll("[aria-busy='true']")) busy.removeAttribute("aria-busy");
  });

  // A refused form takes the reader to its summary.
  document.querySelector(".error-summary")?.focus({ preventScroll: false });

  // A select or box that filters at once: <select data-autosubmit>.
  addEventListener("change", (event) => {
    if (event.target.closest("[data-autosubmit]")) event.target.form?.requestSubmit();
    if (event.target.closest("[data-rows]")) countTicked(event.target);
  });

  // A box that narrows the rows of a table beside it: <input data-filter="#table-id">.
  addEventListener("input", (event) => {
    const box = event.target.closest("[data-filter]");
    if (!box) return;
    const words = box.value.toLowerCase().trim();
    for (const row of document.querySelectorAll(`${box.dataset.filter} tbody tr`)) {
      row.hidden = !row.textContent.toLowerCase().includes(words);
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest("[data-filter]")) event.preventDefault();
  });

  // Ticked rows: <form data-rows> around the table; [data-tick-all], [data-tick], [data-ticked].
  function countTicked(changed) {
    const form = changed.closest("[data-rows]");
    const ticks = [...form.querySelectorAll("[data-tick]")];
    const all = form.querySelector("[data-tick-all]");
    if (changed === all) for (const tick of ticks) if (!tick.closest("tr")?.hidden) tick.checked = all.checked;
    const ticked = ticks.filter((tick) => tick.checked);
    for (const tick of ticks) tick.closest("tr")?.setAttribute("aria-selected", String(tick.checked));
    if (all) {
      all.checked = ticked.length === ticks.length && ticks.length > 0;
      all.indeterminate = ticked.length > 0 && !all.checked;
    }
    const bulk = form.querySelector(".bulk");
    if (bulk) bulk.hidden = ticked.length === 0;
    const count = form.querySelector("[data-ticked]");
    if (count) count.textContent = String(ticked.length);
  }
})();
