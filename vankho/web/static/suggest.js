// Offers ways to go on with what is typed in the search box (WAI-ARIA 1.2, combobox with a list); without this file the
// box is a plain one.
"use strict";
const box = document.querySelector("form[role=search] input[type=search]");
if (box?.dataset.suggest) {
  const list = document.createElement("ul");
  const told = document.createElement("div");
  let found = [];
  let at = -1;
  let timer = 0;
  let asking = null;

  list.id = "offers";
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  told.className = "unseen";
  told.setAttribute("role", "status");
  box.after(list, told);
  box.autocomplete = "off";
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    box.setAttribute(name, value);
  }

  const select = (index) => {
    at = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at < 0) {
      box.removeAttribute("aria-activedescendant");
    } else {
      box.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (offers) => {
    found = offers;
    list.replaceChildren(...offers.map((offer, place) => {
      const item = document.createElement("li");
      const kind = document.createElement("small");
      item.id = `offer-${place}`;
      item.setAttribute("role", "option");
      item.textContent = offer.shown;
      kind.textContent = offer.label;
      if (offer.label) item.append(" ", kind);
      return item;
    }));
    list.hidden = !offers.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = offers.length ? `${offers.length} ${box.dataset.count}` : "";
    select(-1);
  };
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    open([]);
  };
  const ask = async () => {
    const typed = box.value;
    asking?.abort();
    asking = new AbortController();
    try {
      const address = new URL(box.dataset.suggest);
      address.searchParams.set("q", typed);
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok || typed !== box.value || document.activeElement !== box) return;
      open((await answer.json()).offers);
    } catch {
      // given up for a newer question, or the server is gone: nothing is offered
    }
  };
  const take = (index) => {
    box.value = found[index].text;
    close();
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (box.value.trim().length < 2) close();
    else timer = setTimeout(ask, 120);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden && event.key === "ArrowDown") {
      event.preventDefault();
      ask();
    } else if (step && !list.hidden) {
      event.preventDefault();
      const count = found.length + 1; // one of them is the box itself
      select(((at + 1 + step + count) % count) - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(at);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) take([...list.children].indexOf(item));
  });
}
