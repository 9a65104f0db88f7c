import { assert } from "@open-wc/testing";
import { clean, place } from "./support/mount";

/** Items as the frontend's list has them, which hear nothing but clicks. */
const open = async (tag: string) => {
  const picker = document.createElement(tag);
  const item = document.createElement("ha-list-item");
  item.tabIndex = 0;
  const picked: string[] = [];
  item.addEventListener("click", () => picked.push("click"));
  picker.attachShadow({ mode: "open" }).append(item);
  await place(picker);
  const press = (key: string, repeat = false) => {
    const ev = new KeyboardEvent("keydown", {
      key,
      repeat,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    item.dispatchEvent(ev);
    return ev.defaultPrevented;
  };
  return { picked, press };
};

// Lost without this: whoever has no mouse, and a page whose list of providers
// can be walked through and not chosen from.
describe("the frontend's list of providers", () => {
  afterEach(clean);

  for (const key of ["Enter", " "]) {
    it(`is chosen from by the keyboard: "${key}"`, async () => {
      const { picked, press } = await open("x-picker");
      assert.isFalse(press(key));
      assert.deepEqual(picked, []);
      const list = await open("ha-pick-auth-provider");
      assert.isTrue(list.press(key));
      assert.deepEqual(list.picked, ["click"]);
    });
  }

  // The item with the focus is another provider's after the first press.
  it("is chosen from once by a key that is held", async () => {
    const { picked, press } = await open("ha-pick-auth-provider");
    press("Enter");
    assert.isTrue(press("Enter", true));
    assert.deepEqual(picked, ["click"]);
  });

  it("keeps its other keys", async () => {
    const { picked, press } = await open("ha-pick-auth-provider");
    assert.isFalse(press("ArrowDown"));
    assert.isFalse(press("Tab"));
    assert.deepEqual(picked, []);
  });
});
