// What Streamlit's parts lack for ears and keys: a name that Markdown had to be kept out of is read out without its
// backslashes, arrows choose among what is chosen from, not only walk along it, "?" lists the keys, and what was in use
// before a dialog is so after it. And for hands: a press counts though the page moves or is drawn anew under it, and a name
// that is cut off is told whole.
const ABOVE_THE_PAGE = '[role="dialog"], [role="menu"]';
const STILL_PIXELS = 5; // a pointer that moves further between its press and its release has left the button on purpose
const RESTORING_MILLISECONDS = 100; // a dialog gives back what it can itself a moment after it is closed
let showKeys, press, inUse, isCovered = false;

function sayPlainly() {
  for (const box of document.querySelectorAll('input[aria-label*="\\\\"]')) {
    const label = box.closest("label")?.textContent.trim();
    if (label) box.setAttribute("aria-label", label);
  }
}

// It cannot give back a mark of an answer, which is in a component, and no menu, whose entry is gone.
function giveBack() {
  const wasCovered = isCovered;
  isCovered = Boolean(document.querySelector('[role="dialog"]'));
  if (!wasCovered || isCovered) return;
  setTimeout(() => {
    if (document.activeElement === document.body && inUse?.isConnected) inUse.focus({ preventScroll: true });
  }, RESTORING_MILLISECONDS);
}

addEventListener("focusin", (event) => {
  const path = event.composedPath();
  if (!path.some((part) => part.matches?.(ABOVE_THE_PAGE))) inUse = path[0];
});

new MutationObserver(() => {
  sayPlainly();
  giveBack();
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
sayPlainly();

// Of a button that has moved from under a pressed pointer, as one below a growing answer does, or that was drawn anew as
// another element, browsers tell no click.
const keyOf = (button) => button.closest('[class*="st-key-"]')?.className;

function drawnAnew({ key, words }) {
  const alike = [...document.querySelectorAll("button")].filter((one) => keyOf(one) === key && one.textContent === words);
  return alike.length === 1 ? alike[0] : undefined;
}

addEventListener("pointerdown", (event) => {
  const button = event.button === 0 && event.composedPath().find((part) => part.matches?.("button"));
  press = button && { button, key: keyOf(button), words: button.textContent, x: event.clientX, y: event.clientY };
}, { capture: true });
addEventListener("pointerup", (event) => {
  const began = press;
  press = undefined;
  if (!began || Math.hypot(event.clientX - began.x, event.clientY - began.y) > STILL_PIXELS) return;
  if (event.composedPath().includes(began.button)) return;
  (began.button.isConnected ? began.button : drawnAnew(began))?.click();
}, { capture: true });

addEventListener("pointerover", (event) => {
  const words = event.target.closest?.("button, label")?.querySelector("p");
  if (words?.scrollWidth > words?.clientWidth) words.title = words.textContent;
});

addEventListener("keydown", (event) => {
  const isTyping = event.composedPath()[0].matches?.("input, textarea, [contenteditable]");
  if (event.key === "?" && !isTyping && !document.querySelector('[role="dialog"]')) showKeys?.();
});

addEventListener("keyup", (event) => {
  const at = event.composedPath()[0];
  if (/^Arrow(Left|Right)$/.test(event.key) && at.matches?.('[role="radio"][aria-checked="false"]')) at.click();
});

export default function ({ setTriggerValue }) {
  showKeys = () => setTriggerValue("keys", true);
}
