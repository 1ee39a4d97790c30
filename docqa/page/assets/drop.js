// Files dropped anywhere on the page go to the uploader, as if they were dropped there. Streamlit forgets the files that
// it refuses for their size when the uploader is emptied, so these are told to the page as well.
let latest;
let tooLarge = [];

const uploader = () => document.querySelector('[data-testid="stSidebar"] [data-testid="stFileUploaderDropzoneInput"]');
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

// While other files are on their way nothing may be told: drawing the page anew would end their upload.
function tellTooLarge(files) {
  tooLarge.push(...[...files].filter((file) => file.size > latest.maxBytes).map((file) => file.name));
  if (tooLarge.length === files.length) tell();
}

function tell() {
  if (tooLarge.length) latest.setTriggerValue("too_large", tooLarge);
  tooLarge = [];
}

addEventListener("dragover", (event) => {
  if (!latest || !holdsFiles(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});
for (const end of ["dragleave", "drop"]) {
  addEventListener(end, (event) => {
    if (end === "drop" || !event.relatedTarget) document.body.classList.remove("dropping");
  }, { capture: true });
}
addEventListener("drop", (event) => {
  const input = uploader();
  if (!latest || !input || !holdsFiles(event)) return;
  if (event.target.closest?.('[data-testid="stFileUploader"]')) {
    tellTooLarge(event.dataTransfer.files);
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}, { capture: true });
addEventListener("change", (event) => {
  if (latest && event.target === uploader()) tellTooLarge(event.target.files);
}, { capture: true });

export default function ({ data, setTriggerValue }) {
  const isEmptied = latest && latest.uploads !== data.uploads;
  latest = { ...data, setTriggerValue };
  document.body.classList.add("takes-drops"); // a file dropped before then is the browser's, which opens it
  if (isEmptied) setTimeout(tell);
}
