/** How long nothing may happen on a loaded page without its own element. */
const patience = 2000;

export const flowName = "ha-auth-flow";

/**
 * Has each external provider shown by itself when the page's own element does
 * not show up. A page that still loads is waited for.
 */
export const startFallback = (showProviders: () => Promise<unknown>) => {
  const watch = () => {
    const before = loadedCount();
    setTimeout(() => {
      if (customElements.get(flowName)) return;
      if (loadedCount() > before) {
        watch();
        return;
      }
      // The one line that tells an operator why the page looks different.
      // eslint-disable-next-line no-console
      console.warn(`${flowName} is missing, external login is a plain link`);
      showProviders().catch(() => {
        // Nobody can log in here who could not before.
      });
    }, patience);
  };
  window.addEventListener("load", watch);
};

const loadedCount = () => performance.getEntriesByType("resource").length;
