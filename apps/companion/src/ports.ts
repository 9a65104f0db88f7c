import type { WebView } from "@ha-external-login/mobile";

/** The one web view, in which a home's own pages run without any bridge. */
export interface HomeView extends WebView {
  /** Rejects neither where none is open nor where nothing answers. */
  close(): Promise<void>;

  /** It was closed, by whoever. */
  onClosed(listener: () => void): void;

  /** Every full load but the first, which tells no address. */
  onVisited(listener: (url: string) => void): void;
}

/** What happens to the app from outside. */
export interface Shell {
  /** Links to this app, the one that it was launched with included. */
  onLink(listener: (url: string) => void): void;

  onResume(listener: () => void): void;

  /** Android's own way back. */
  onBack(listener: () => void): void;

  /** Leaves the app, as Android's way back does at its first screen. */
  minimize(): void;
}

/** Whether the phone has a network at all, which proves nothing of a home. */
export interface Network {
  readonly online: boolean;
  onChange(listener: () => void): void;
}
