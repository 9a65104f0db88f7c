import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** A provider without a socket, so that only our own work is measured. */
export interface QuietProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** In place of the network. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** What a browser brings back for an authorization request. */
  signIn(url: URL): Promise<URL>;
}

export async function createQuietProvider(): Promise<QuietProvider> {
  const issuer = "https://id.example.org";
  const clientId = "home-assistant";
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "1", alg: "ES256" };
  const tokens = new Map<string, string>();
  let lastCode = 0;
  return {
    issuer,
    clientId,
    clientSecret: "correct-horse",
    async fetch(url, init) {
      switch (new URL(url).pathname) {
        case "/.well-known/openid-configuration":
          return Response.json({
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/jwks`,
            response_types_supported: ["code"],
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: ["ES256"],
          });
        case "/jwks":
          return Response.json({ keys: [jwk] });
        default: {
          const body = new URLSearchParams(String(init?.body));
          return Response.json({
            access_token: "x",
            token_type: "Bearer",
            expires_in: 60,
            id_token: tokens.get(String(body.get("code"))),
          });
        }
      }
    },
    async signIn(url) {
      const code = String((lastCode += 1));
      const { searchParams: asked } = url;
      // Signed here, before the clock runs: a provider's work is not ours.
      const token = await new SignJWT({
        nonce: asked.get("nonce"),
        name: "Alex Example",
        groups: ["family"],
      })
        .setProtectedHeader({ alg: "ES256", kid: "1" })
        .setIssuer(issuer)
        .setAudience(clientId)
        .setSubject("person-1")
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(privateKey);
      tokens.set(code, token);
      const back = new URL(String(asked.get("redirect_uri")));
      back.searchParams.set("code", code);
      back.searchParams.set("state", String(asked.get("state")));
      return back;
    },
  };
}
