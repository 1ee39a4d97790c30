// What Streamlit's parts lack for ears and keys: a name that Markdown had to be kept out of is read out without its
// backslashes, arrows choose among what is chosen from, not only walk along it, and "?" lists the keys.
let showKeys;

function sayPlainly() {
  for (const box of document.querySelectorAll('input[aria-label*="\\\\"]')) {
    const label = box.closest("label")?.textContent.trim();
    if (label) box.setAttribute("aria-label", label);
  }
}

new MutationObserver(sayPlainly).observe(document.body, {
  subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"],
});
sayPlainly();

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
