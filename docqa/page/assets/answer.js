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

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".answer");
  if (data.latest) holdAtTop(data.latest, parentElement.host.closest('[data-testid="stHorizontalBlock"]'));
  if (root.dataset.html !== data.html) {
    root.dataset.html = data.html;
    root.innerHTML = data.html;
  }
  for (const mark of root.querySelectorAll("[data-citation]")) {
    mark.classList.toggle("chosen", Number(mark.dataset.citation) === data.chosen);
    mark.onclick = () => setTriggerValue("cited", Number(mark.dataset.citation));
  }
  const copy = parentElement.querySelector(".copy");
  copy.hidden = !data.plain;
  copy.onclick = async () => {
    await navigator.clipboard.writeText(data.plain);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy answer"; }, 1500);
  };
}
