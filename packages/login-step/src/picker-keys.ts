const keys = ["Enter", " "];

/**
 * Makes Enter and Space on an item of the frontend's list of providers what
 * a press is: its items take the focus, and hear nothing but clicks.
 */
export const hearPickerKeys = () => {
  document.addEventListener("keydown", (ev) => {
    if (!keys.includes(ev.key)) return;

    const path = ev.composedPath() as HTMLElement[];
    const isIn = path.some((el) => el.localName === "ha-pick-auth-provider");
    const item = path.find((el) => el.localName === "ha-list-item");
    if (!isIn || !item) return;

    ev.preventDefault();
    // Held down, it would pick whoever stands there next.
    if (!ev.repeat) item.click();
  });
};
