"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const browser = document.getElementById("browser"), filters = document.getElementById("filters");
  if (!browser || !data.rows.length) return;
  const at = Object.fromEntries(data.fields.map((name, index) => [name, index]));
  const GRAVITY = ["error", "warning", "info"], PAGE = 100;
  data.rows.sort((a, b) => GRAVITY.indexOf(a[at.severity]) - GRAVITY.indexOf(b[at.severity]));
  const state = { severity: "", rule: "", words: "", shown: PAGE };

  function make(name, content, className) {
    const node = document.createElement(name);
    if (content !== undefined) node.textContent = content;
    if (className) node.className = className;
    return node;
  }
  function control(label, node) {
    const box = make("label", label);
    box.append(node);
    filters.append(box);
    return node;
  }
  function choice(label, key, values) {
    const select = make("select");
    for (const value of ["", ...values]) {
      const option = make("option", value || "all");
      option.value = value;
      select.append(option);
    }
    select.addEventListener("change", () => change(key, select.value));
    return control(label, select);
  }
  const distinct = (field) => [...new Set(data.rows.map((row) => row[at[field]]))].sort();
  const severity = choice("severity", "severity", distinct("severity"));
  const rule = choice("rule", "rule", distinct("rule"));
  const words = control("text", make("input"));
  words.type = "search";
  words.addEventListener("input", () => change("words", words.value.toLowerCase()));

  function change(key, value) {
    state[key] = value;
    state.shown = PAGE;
    draw();
  }
  function fits(row) {
    return (!state.severity || row[at.severity] === state.severity)
      && (!state.rule || row[at.rule] === state.rule)
      && (!state.words || row.some((cell) => cell !== null && String(cell).toLowerCase().includes(state.words)));
  }
  function draw() {
    const rows = data.rows.filter(fits);
    const table = make("table"), head = make("thead"), body = make("tbody"), top = make("tr");
    for (const name of ["severity", "rule", "place", "what"]) {
      const cell = make("th", name);
      cell.scope = "col";
      top.append(cell);
    }
    head.append(top);
    for (const row of rows.slice(0, state.shown)) {
      const line = make("tr"), first = make("td"), what = make("td", row[at.message]);
      first.append(make("span", row[at.severity], "badge " + row[at.severity]));
      const place = row[at.line] ? row[at.source] + ":" + row[at.line] : row[at.source] || "all rows";
      if (row[at.provider]) what.append(make("span", " [" + row[at.provider] + "]", "dim"));
      if (row[at.help]) what.append(make("div", row[at.help], "dim"));
      line.append(first, make("td", row[at.rule]), make("td", place + " " + (row[at.pointer] || "")), what);
      body.append(line);
    }
    table.append(head, body);
    browser.replaceChildren(make("p", rows.length.toLocaleString("en") + " findings", "dim"), table);
    if (rows.length > state.shown) {
      const more = make("button", "show " + Math.min(PAGE, rows.length - state.shown) + " more");
      more.addEventListener("click", () => { state.shown += PAGE; draw(); });
      browser.append(more);
    }
  }
  function follow() {
    const match = /^#rule=(.+)$/.exec(location.hash);
    if (!match) return;
    const wanted = decodeURIComponent(match[1]);
    if (![...rule.options].some((option) => option.value === wanted)) return;
    rule.value = wanted;
    change("rule", wanted);
    filters.scrollIntoView();
  }
  window.addEventListener("hashchange", follow);
  draw();
  follow();
})();
