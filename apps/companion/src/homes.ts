/** A way in, as the home lists it. */
export interface Provider {
  id: string;
  name: string;
}

/**
 * How the last visit from here ended, as far as the app knows. What happens in
 * a home's own pages it never learns: who used a password there is `unknown`.
 */
export type Session = "in" | "out" | "unknown";

/** A home as this phone keeps it. Nothing in it is worth stealing. */
export interface Home {
  /** `https://home.example.org`: what a home is known by. */
  origin: string;
  name: string;
  providers: Provider[];
  session: Session;
}

/** A home joins the list; one that is in it is renewed where it stands. */
export function addHome(homes: readonly Home[], home: Home): Home[] {
  const known = homes.some(({ origin }) => origin === home.origin);
  if (!known) return [...homes, home];
  return homes.map((old) =>
    old.origin === home.origin ? { ...home, session: old.session } : old
  );
}

/** What is known of a home changes. */
export function changeHome(
  homes: readonly Home[],
  origin: string,
  change: Partial<Omit<Home, "origin">>
): Home[] {
  return homes.map((home) =>
    home.origin === origin ? { ...home, ...change } : home
  );
}

/** A home leaves the list. */
export function removeHome(homes: readonly Home[], origin: string): Home[] {
  return homes.filter((home) => home.origin !== origin);
}

/** A home that was removed comes back to its place. */
export function returnHome(
  homes: readonly Home[],
  home: Home,
  place: number
): Home[] {
  const others = removeHome(homes, home.origin);
  return [...others.slice(0, place), home, ...others.slice(place)];
}

/** What stands for a home where there is no room for its name. */
export function initial({ name }: Pick<Home, "name">): string {
  return [...name.trim()][0]?.toUpperCase() ?? "";
}

/** What people read instead of an origin. */
export function hostOf(origin: string): string {
  return new URL(origin).host;
}
