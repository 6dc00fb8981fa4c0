"use strict";
(function () {
  var form = document.getElementById("filters");
  var items = Array.prototype.slice.call(document.querySelectorAll(".item"));
  var claims = document.querySelectorAll(".claim, .claim-line").length;
  var names = ["text", "agreement", "kind", "side", "from", "to"];
  var words = new Map();
  var waiting = 0;

  function text(item) {
    if (!words.has(item)) words.set(item, item.textContent.toLowerCase());
    return words.get(item);
  }

  function fits(item, want) {
    var d = item.dataset;
    if (want.agreement && d.agreement && d.agreement !== want.agreement) return false;
    if (want.kind && d.kind !== want.kind) return false;
    if (want.side && d.side.indexOf("|" + want.side + "|") < 0) return false;
    if ((want.from || want.to) && !d.from) return false;
    if (want.from && d.to < want.from) return false;
    if (want.to && d.from > want.to) return false;
    return want.text.every(function (word) { return text(item).indexOf(word) >= 0; });
  }

  function wanted() {
    var want = {};
    names.forEach(function (name) { want[name] = form.elements[name].value; });
    want.text = want.text.toLowerCase().split(/\s+/).filter(Boolean);
    return want;
  }

  function apply() {
    var want = wanted(), left = 0;
    items.forEach(function (item) {
      item.hidden = !fits(item, want);
      if (!item.hidden && item.matches(".claim, .claim-line")) left += 1;
    });
    document.getElementById("found").textContent = left === claims ? "" : left.toLocaleString("en") + " of " + claims.toLocaleString("en") + " claims shown";
    document.querySelector(".none").hidden = left > 0 || claims === 0;
  }

  function remember() {
    var told = new URLSearchParams();
    names.forEach(function (name) { if (form.elements[name].value) told.set(name, form.elements[name].value); });
    var hash = told.toString();
    history.replaceState(null, "", hash ? "#?" + hash : location.pathname + location.search);
  }

  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(function () { apply(); remember(); }, 120);
  }

  function arrive() {
    var hash = location.hash.slice(1);
    if (hash.charAt(0) === "?") {
      var told = new URLSearchParams(hash.slice(1));
      names.forEach(function (name) { form.elements[name].value = told.get(name) || ""; });
      apply();
      return;
    }
    var target = hash && document.getElementById(hash);
    if (!target) return;
    for (var up = target; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
      if (up.hidden) up.hidden = false;
    }
    target.scrollIntoView({ block: "center" });
    if (target.classList.contains("said")) target.focus({ preventScroll: true });
  }

  form.hidden = false;
  form.addEventListener("input", changed);
  form.addEventListener("reset", changed);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
  window.addEventListener("hashchange", arrive);
  arrive();
})();
