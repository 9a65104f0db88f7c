import type { LocalizeFunc } from "./common/translations/localize";
import { computeLocalize } from "./common/translations/localize";
import { fetchTranslation } from "./data/translation";
import en from "./translations/en.json";

/** How long words of another language may take before English ones do. */
const patience = 300;

/**
 * Tells which words go with the page's language, now and whenever that
 * changes; `urls` has those that are not bundled. There are none while they
 * are on their way, and late words of an earlier language are dropped.
 */
export const followLanguage = (
  urls: Partial<Record<string, string>>,
  show: (language: string, localize?: LocalizeFunc) => void
) => {
  const root = document.documentElement;
  let calls = 0;
  const follow = async () => {
    const call = ++calls;
    const [language = ""] = root.lang.split("-");
    const url = urls[language];
    const english = () => {
      if (call === calls) show("en", computeLocalize(en));
    };
    if (!url) {
      english();
      return;
    }
    show(language);
    const timer = setTimeout(english, patience);
    try {
      const words = await (await fetchTranslation(url)).json();
      // What is not there may be answered with words of another kind.
      if (call === calls && words.ui.panel) {
        show(language, computeLocalize(words));
      }
    } catch (_err) {
      english();
    }
    clearTimeout(timer);
  };
  new MutationObserver(follow).observe(root, { attributeFilter: ["lang"] });
  follow();
};
