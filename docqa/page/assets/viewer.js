// A page as its picture, with its words over it, unseen, to be selected and copied; larger and smaller; turned by a swipe.
const SWIPE_PIXELS = 60;
const ZOOMS = [1, 1.5, 2, 3];
let zoom = 0;

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector);
  const frame = find(".frame"), sheet = find(".sheet"), words = find(".words"), image = find("img");

  function fit(step) {
    zoom = Math.min(Math.max(zoom + step, 0), ZOOMS.length - 1);
    sheet.style.width = `${100 * ZOOMS[zoom]}%`;
    sheet.style.aspectRatio = `${image.naturalWidth} / ${image.naturalHeight}`;
    find(".share").textContent = `${100 * ZOOMS[zoom]}%`;
    find(".out").disabled = zoom === 0;
    find(".in").disabled = zoom === ZOOMS.length - 1;
  }

  if (image.dataset.page !== data.page) {
    image.dataset.page = data.page;
    image.alt = data.alt;
    image.onload = () => {
      fit(0);
      const mark = words.querySelector(".marked");
      frame.scrollTo(0, mark ? mark.offsetTop - frame.clientHeight / 3 : 0);
      if (mark && mark.offsetLeft > frame.clientWidth) frame.scrollLeft = mark.offsetLeft - frame.clientWidth / 3;
    };
    image.src = data.image;
    words.replaceChildren(...data.words.map(([x0, y0, x1, y1, text, isMarked]) => {
      const span = document.createElement("span");
      span.textContent = `${text} `;
      span.classList.toggle("marked", isMarked);
      const [left, top, width, height] = [x0, y0, x1 - x0, y1 - y0].map((share) => `${100 * share}%`);
      Object.assign(span.style, { left, top, width, height, fontSize: `${90 * (y1 - y0)}cqh` });
      return span;
    }));
  }
  find(".in").onclick = () => fit(1);
  find(".out").onclick = () => fit(-1);
  frame.turn = (by) => setTriggerValue("turn", by);
  if (!frame.dataset.turns) {  // this is called anew for every page; a frame listens once
    frame.dataset.turns = "yes";
    let from;
    frame.addEventListener("touchstart", (event) => {
      from = event.touches.length === 1 && zoom === 0 ? event.touches[0] : null;
    });
    frame.addEventListener("touchend", (event) => {
      if (!from) return;
      const across = event.changedTouches[0].clientX - from.clientX, down = event.changedTouches[0].clientY - from.clientY;
      if (Math.abs(across) > SWIPE_PIXELS && Math.abs(across) > 2 * Math.abs(down)) frame.turn(across < 0 ? 1 : -1);
    });
  }
}
