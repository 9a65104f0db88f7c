/** A script's hash, as a content security policy names it. */
export async function scriptHash(script: string): Promise<string> {
  const bytes = new TextEncoder().encode(script);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
