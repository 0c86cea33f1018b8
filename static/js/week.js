// Draws a week of service hours while it is typed, and lets it be drawn with mouse and keys.
// What counts are the text fields: everything here reads them and writes them.
(() => {
  const root = document.querySelector("[data-week]");
  if (!root) return;
  const DAY = 1440, STEP = 15, LEFT = 44, TOP = 20, ROW = 34, WIDE = 956, HIGH = 26, GRIP = 12;
  const SVG = "http://www.w3.org/2000/svg";
  const words = root.dataset;
  const days = [...root.querySelectorAll("[data-week-day]")];
  const fields = days.map((day) => day.querySelector("input"));
  const names = days.map((day) => day.querySelector("label").firstChild.textContent.trim());
  const svg = root.querySelector("[data-week-map] svg");
  const total = root.querySelector("[data-week-total]");

  // Text and windows: pairs of minutes, the end beyond 24:00 where it lies on the next day.
  const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const shown = (end) => clock(end > DAY ? end - DAY : end);
  const said = (end) => (end > DAY ? words.nextDay.replace("{time}", shown(end)) : clock(end));
  function read(text) {
    const windows = [];
    for (const part of text.split(/[,;]/)) {
      if (!part.trim()) continue;
      const found = part.trim().match(/^(\d{1,2}):(\d{2})\s*(?:-|–|—|to)\s*(\d{1,2}):(\d{2})$/);
      if (!found) return null;
      const [h, m, closeH, closeM] = found.slice(1).map(Number);
      const start = h * 60 + m, close = closeH * 60 + closeM;
      if (m > 59 || closeM > 59 || start >= DAY || close > DAY || close === 0 || start === close) return null;
      windows.push([start, close > start ? close : close + DAY]);
    }
    return windows;
  }
  const write = (windows) => windows.map(([start, end]) => `${clock(start)}–${shown(end)}`).join(", ");
  const windowsOf = (day) => read(fields[day].value);
  function put(day, windows) {
    fields[day].value = write(windows);
    draw();
  }

  // Drawing
  const x = (minutes) => LEFT + (WIDE * minutes) / DAY;
  function make(parent, name, attributes, text = "") {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    parent.append(element);
    return element;
  }
  for (const old of svg.querySelectorAll("g")) old.remove();
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", words.label);
  svg.classList.add("week");
  const layer = make(svg, "g", {});

  function bar(day, start, end, place, owner) {
    const row = day % 7;
    const data = { "data-day": owner, "data-window": place };
    make(layer, "rect", { class: "band band--firm s1", x: x(start), y: TOP + row * ROW + 4, width: x(end) - x(start), height: HIGH, rx: 2, ...data });
  }
  function grip(day, place, edge, value, [least, most]) {
    const beyond = edge === 1 && value > DAY;
    const row = (beyond ? day + 1 : day) % 7;
    const at = x(beyond ? value - DAY : value);
    const label = (edge ? words.closes : words.opens).replace("{day}", names[day]).replace("{number}", place + 1);
    make(layer, "rect", {
      class: "week__grip", role: "slider", tabindex: 0, x: at - (edge ? GRIP - 2 : 2), y: TOP + row * ROW + 4, width: GRIP, height: HIGH, rx: 2,
      "aria-label": label, "aria-valuemin": least, "aria-valuemax": most, "aria-valuenow": value,
      "aria-valuetext": edge ? said(value) : clock(value), "data-day": day, "data-window": place, "data-edge": edge,
    });
  }
  // How far an end may go: never to no length at all, never around a whole day.
  const bounds = ([start, end], edge, step = 1) =>
    edge ? [start + step, start + DAY - (start ? step : 0)] : [Math.max(0, end - DAY + (end === DAY ? 0 : step)), Math.min(DAY - step, end - step)];

  function draw() {
    layer.replaceChildren();
    const open = new Uint8Array(7 * DAY);
    fields.forEach((field, day) => {
      const windows = read(field.value);
      field.toggleAttribute("data-unreadable", windows === null);
      (windows ?? []).forEach(([start, end], place) => {
        bar(day, start, Math.min(end, DAY), place, day);
        if (end > DAY) bar(day + 1, 0, end - DAY, place, day);
        const wide = x(Math.min(end, DAY)) - x(start);
        if (wide > 84) make(layer, "text", { class: "t-ink week__text", x: x(start) + 14, y: TOP + day * ROW + 21 }, end > DAY ? `${clock(start)} →` : `${clock(start)}–${clock(end)}`);
        if (end > DAY && x(end - DAY) - LEFT > 60) make(layer, "text", { class: "t-ink week__text", x: LEFT + 8, y: TOP + ((day + 1) % 7) * ROW + 21 }, `→ ${shown(end)}`);
        for (let minute = start; minute < end; minute += 1) open[(day * DAY + minute) % (7 * DAY)] = 1;
      });
      (windows ?? []).forEach((window, place) => {
        grip(day, place, 0, window[0], bounds(window, 0));
        grip(day, place, 1, window[1], bounds(window, 1));
      });
    });
    const minutes = open.reduce((sum, one) => sum + one, 0);
    total.textContent = words.total.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", String(minutes % 60).padStart(2, "0"));
  }
  const focusOn = (day, place, edge) => layer.querySelector(`[role=slider][data-day="${day}"][data-window="${place}"][data-edge="${edge}"]`)?.focus();

  // Keys
  const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 4, PageDown: -4 };
  layer.addEventListener("keydown", (event) => {
    const slider = event.target.closest("[role=slider]");
    if (!slider || event.ctrlKey || event.metaKey || event.altKey) return;
    const [day, place, edge] = [slider.dataset.day, slider.dataset.window, slider.dataset.edge].map(Number);
    const windows = windowsOf(day);
    const window = windows[place];
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      windows.splice(place, 1);
      put(day, windows);
      if (windows.length) focusOn(day, Math.min(place, windows.length - 1), 0);
      else days[day].querySelector("[data-week-add]").focus();
      return;
    }
    const [least, most] = bounds(window, edge);
    let value;
    if (event.key === "Home") value = least;
    else if (event.key === "End") value = most;
    else if (event.key in KEYS) value = window[edge] + KEYS[event.key] * (event.shiftKey && Math.abs(KEYS[event.key]) === 1 ? 1 : STEP);
    else return;
    event.preventDefault();
    window[edge] = Math.min(Math.max(value, least), most);
    put(day, windows);
    focusOn(day, place, edge);
  });

  // Mouse, pen and finger
  function where(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const minutes = Math.round(((point.x - LEFT) / WIDE) * DAY / STEP) * STEP;
    return { row: Math.min(Math.max(Math.floor((point.y - TOP) / ROW), 0), 6), minutes: Math.min(Math.max(minutes, 0), DAY), inside: point.x >= LEFT };
  }
  let drag = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = where(event);
    const target = event.target.closest("[data-window]");
    if (target && (event.pointerType !== "touch" || target.dataset.edge !== undefined)) {
      const day = Number(target.dataset.day), place = Number(target.dataset.window);
      drag = { day, place, edge: target.dataset.edge === undefined ? "both" : Number(target.dataset.edge), from: at.minutes, was: [...windowsOf(day)[place]] };
    } else if (!target) {
      // A finger on the ground scrolls; it pulls what is there already.
      const windows = at.inside && event.pointerType !== "touch" ? windowsOf(at.row) : null;
      if (windows === null || at.minutes >= DAY) return;
      windows.push([at.minutes, Math.min(at.minutes + STEP, DAY)]);
      put(at.row, windows);
      drag = { day: at.row, place: windows.length - 1, edge: 1, from: at.minutes, was: [...windows.at(-1)] };
    } else return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const at = where(event);
    const windows = windowsOf(drag.day);
    const window = windows[drag.place];
    const fit = (value, edge) => {
      const [least, most] = bounds(window, edge, STEP);
      return Math.min(Math.max(value, least), most);
    };
    if (drag.edge === 0) window[0] = fit(at.minutes, 0);
    else if (drag.edge === 1) window[1] = fit((at.row - drag.day + 7) % 7 === 1 ? at.minutes + DAY : at.minutes, 1);
    else {
      const by = Math.min(Math.max(at.minutes - drag.from, -drag.was[0]), DAY - STEP - drag.was[0]);
      window[0] = drag.was[0] + by;
      window[1] = drag.was[1] + by;
    }
    put(drag.day, windows);
  });
  svg.addEventListener("pointerup", () => {
    if (drag) focusOn(drag.day, drag.place, drag.edge === 0 ? 0 : 1);
    drag = null;
  });
  svg.addEventListener("pointercancel", () => { drag = null; });

  // Buttons beside the fields
  days.forEach((day, place) => {
    day.querySelector("[data-week-tools]").hidden = false;
    day.querySelector("[data-week-add]").addEventListener("click", () => {
      const windows = windowsOf(place);
      if (windows === null) return fields[place].focus();
      const last = Math.max(0, ...windows.map(([, end]) => end));
      const start = windows.length ? Math.min(last + 60, DAY - 60) : 9 * 60;
      windows.push([start, windows.length ? start + 60 : 17 * 60]);
      put(place, windows);
      focusOn(place, windows.length - 1, 0);
    });
    day.querySelector("[data-week-copy]")?.addEventListener("click", () => {
      fields[place].value = fields[place - 1].value;
      draw();
    });
    fields[place].addEventListener("input", draw);
  });
  root.querySelector("[data-week-help]").hidden = false;
  draw();

  // A day is added to a list of days: one line, in order, instead of an earlier line of that day.
  for (const adder of document.querySelectorAll("[data-day-adder]")) {
    const [on, rest] = adder.querySelectorAll("input");
    const list = document.getElementById(adder.dataset.dayAdder);
    const add = () => {
      if (!on.value) return on.focus();
      const lines = list.value.split("\n").filter((line) => line.trim() && !line.trim().startsWith(on.value));
      list.value = [...lines, `${on.value} ${rest.value.trim() || adder.dataset.empty || ""}`.trim()].sort().join("\n");
      on.value = rest.value = "";
      on.focus();
    };
    adder.querySelector("button").addEventListener("click", add);
    adder.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
    adder.hidden = false;
  }
})();
