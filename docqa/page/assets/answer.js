// The latest question stays at the top while its answer and the picture beside it grow, until somebody does something.
let held;

function holdAtTop(id, row) {
  if (!row) return;
  if (held?.id === id && (held.released || held.row === row)) return;
  held?.growth.disconnect();
  held = { id, row, growth: new ResizeObserver(() => row.scrollIntoView({ block: "start" })), released: false };
  held.growth.observe(row);
}

for (const act of ["wheel", "pointerdown", "keydown"]) {
  addEventListener(act, () => {
    held?.growth.disconnect();
    if (held) held.released = true;
  }, { capture: true, passive: true });
}

// An answer that comes is read out, once: by a region that outlives the page's drawings.
const growing = new Set();
const spoken = document.body.appendChild(document.createElement("div"));
spoken.className = "spoken";
spoken.setAttribute("role", "status");

function announce(id, isWhole, words) {
  if (!isWhole) growing.add(id);
  else if (growing.delete(id)) spoken.textContent = words;
}

// Where the sources stand below the answer, a mark leads to its picture, and a button back to the mark.
const narrow = matchMedia("(max-width: 640px)");
const back = document.body.appendChild(document.createElement("button"));
back.className = "back-to-answer";
back.textContent = "Back to the answer";
back.hidden = true;
const roots = new Map();  // by answer: where it was drawn last, as a drawing may replace every element of it

function showSource(id, index) {
  if (!narrow.matches) return;
  const growth = new ResizeObserver(() => {  // the sources may be on their way still, drawn anew, or grow by a picture
    const sources = document.querySelector(`.st-key-sources-of-${id}`);
    if (!sources) return;
    sources.scrollIntoView({ block: "start" });
    back.hidden = false;
  });
  growth.observe(document.querySelector('[data-testid="stMainBlockContainer"]'));
  for (const own of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(own, () => growth.disconnect(), { once: true });
  }
  back.onclick = () => {
    back.hidden = true;
    const mark = roots.get(id).querySelectorAll("[data-citation]")[index];
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  };
}

function copies(button, words, name) {
  button.onclick = async () => {
    await navigator.clipboard.writeText(words);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = name; }, 1500);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".answer");
  roots.set(data.id, root);
  if (data.latest) holdAtTop(data.latest, parentElement.host.closest('[data-testid="stHorizontalBlock"]'));
  if (root.dataset.html !== data.html) {
    root.dataset.html = data.html;
    root.innerHTML = data.html;
  }
  announce(data.id, Boolean(data.plain), data.spoken);
  const marks = [...root.querySelectorAll("[data-citation]")];
  for (const [index, mark] of marks.entries()) {
    mark.classList.toggle("chosen", Number(mark.dataset.citation) === data.chosen);
    mark.onclick = () => {
      if (Number(mark.dataset.citation) !== data.chosen) setTriggerValue("cited", Number(mark.dataset.citation));
      showSource(data.id, index);
    };
    mark.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || !marks[index + step]) return;
      event.preventDefault();
      marks[index + step].focus();
      marks[index + step].click();
    };
  }
  for (const button of root.querySelectorAll("[data-copy]")) copies(button, button.dataset.copy, "Copy");
  const copy = parentElement.querySelector(".copy");
  copy.hidden = !data.plain;
  copies(copy, data.plain, "Copy answer");
}
