/** The one address in the web view that the app acts upon. */
const path = "/auth/external-login/app/leave";

/**
 * The provider that a home's login page wants the system browser for, from an
 * address that the web view has come to. Nothing else is taken from it, and
 * the id is only as good as the home's own list of providers: compare it.
 */
export function readLeave(url: string, home: string): string | undefined {
  const start = `${home}${path}?provider=`;
  if (!url.startsWith(start)) return undefined;
  const provider = url.slice(start.length);
  return /^[a-z0-9-]{1,40}$/.test(provider) ? provider : undefined;
}
