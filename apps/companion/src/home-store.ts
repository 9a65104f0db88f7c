import type { Home, Provider } from "./homes.ts";

/** Where the list of homes outlives the app's process. */
export interface HomeStore {
  read(): Home[];
  write(homes: readonly Home[]): void;

  /** Origin of the home that was opened last. */
  readLast(): string | undefined;
  writeLast(origin: string): void;
}

const keys = { homes: "homes", last: "last" };

/** The list in the shell's own storage. What is not a home there is left out. */
export function createHomeStore(storage: Storage): HomeStore {
  return {
    read: () => readHomes(storage.getItem(keys.homes)),
    write: (homes) => storage.setItem(keys.homes, JSON.stringify(homes)),
    readLast: () => storage.getItem(keys.last) ?? undefined,
    writeLast: (origin) => storage.setItem(keys.last, origin),
  };
}

function readHomes(text: string | null): Home[] {
  try {
    const read: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(read) ? read.filter(isHome) : [];
  } catch {
    return [];
  }
}

function isHome(value: unknown): value is Home {
  const home = value as Home | null;
  return (
    typeof home?.origin === "string" &&
    URL.canParse(home.origin) &&
    new URL(home.origin).origin === home.origin &&
    typeof home.name === "string" &&
    ["in", "out", "unknown"].includes(home.session) &&
    Array.isArray(home.providers) &&
    home.providers.every(isProvider)
  );
}

function isProvider(value: unknown): value is Provider {
  const provider = value as Provider | null;
  return typeof provider?.id === "string" && typeof provider.name === "string";
}
