declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface HASSDomEvents {}
}

export interface HASSDomEvent<T> extends Event {
  detail: T;
}

/** Stands in for the frontend's own, and stays behind on the way there. */
export const fireEvent = <K extends keyof HASSDomEvents>(
  node: HTMLElement,
  type: K,
  detail: HASSDomEvents[K]
) =>
  node.dispatchEvent(
    new CustomEvent(type, { detail, bubbles: true, composed: true })
  );
