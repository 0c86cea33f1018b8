// A list of which several are chosen becomes a box to type in: <select multiple data-pick>.
// The list stays in the form and is what is sent; without this file it is used as it is.
(() => {
  const MOST = 8;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function enhance(select) {
    const id = select.id;
    const wasFocused = document.activeElement === select || select.autofocus;
    select.id = `${id}-all`;
    select.hidden = true;
    const chosen = element("div", { class: "pick__chosen" });
    const list = element("ul", { class: "pick__list", id: `${id}-found`, role: "listbox" });
    const box = element("input", {
      class: "input", id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
    });
    const said = element("span", { class: "vh", role: "status" });
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) box.setAttribute(name, select.getAttribute(name));
    }
    const label = document.querySelector(`label[for="${id}"]`);
    if (label) list.setAttribute("aria-label", label.textContent.trim());
    const hint = document.getElementById(`${id}_helptext`);
    if (hint && select.dataset.pickHint) hint.textContent = select.dataset.pickHint;
    select.before(element("div", { class: "pick" }, chosen, box, list, said));
    let found = [];
    let at = 0;

    function draw() {
      const buttons = [...select.selectedOptions].map((option) => {
        const remove = `${select.dataset.pickRemove ?? "×"} ${option.text}`;
        const button = element("button", { class: "chip", type: "button", "aria-label": remove }, option.text, " ×");
        button.addEventListener("click", () => choose(option, false));
        return button;
      });
      chosen.replaceChildren(...buttons);
      chosen.hidden = buttons.length === 0;
    }

    function choose(option, is) {
      option.selected = is;
      box.value = "";
      close();
      draw();
      said.textContent = [...select.selectedOptions].map((one) => one.text).join(", ");
      box.focus();
    }

    function close() {
      found = [];
      list.hidden = true;
      list.replaceChildren();
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    }

    function open() {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (option) => {
        const text = `${option.text} ${option.value}`.toLowerCase();
        return !option.selected && words.every((word) => text.includes(word));
      };
      found = [...select.options].filter(fits).slice(0, MOST);
      at = 0;
      const rows = found.map((option, place) => {
        const row = element("li", { role: "option", id: `${list.id}-${place}` }, option.text, element("small", {}, option.value));
        // The box keeps the focus: a press must not take it away before the click.
        row.addEventListener("pointerdown", (event) => event.preventDefault());
        row.addEventListener("click", () => choose(option, true));
        return row;
      });
      if (!rows.length) {
        rows.push(element("li", { class: "pick__none", role: "option", "aria-disabled": "true" }, select.dataset.pickNone ?? ""));
      }
      list.replaceChildren(...rows);
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      point();
    }

    function point() {
      for (const [place, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(found.length > 0 && place === at));
      if (!found.length) return;
      box.setAttribute("aria-activedescendant", `${list.id}-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    box.addEventListener("input", () => (box.value.trim() ? open() : close()));
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return open();
        if (!found.length) return;
        at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
        point();
      } else if (event.key === "Enter") {
        // Never sends the form: what is chosen last should be seen first.
        event.preventDefault();
        if (found.length) choose(found[at], true);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Backspace" && !box.value) {
        const last = [...select.selectedOptions].at(-1);
        if (last) choose(last, false);
      }
    });
    // The browser's history restores what was chosen after this ran.
    addEventListener("pageshow", draw);
    close();
    draw();
    if (wasFocused) box.focus();
  }

  for (const select of document.querySelectorAll("select[multiple][data-pick]")) enhance(select);
})();
