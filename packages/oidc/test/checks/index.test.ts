import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { base64url } from "jose";
import type { TokenFacts } from "../../../../test/support/provider/lies.ts";
import { believes, drawn, refuses, startWorld } from "../support.ts";

// If one of these is lost, a provider (or whoever speaks in its place) logs
// a person in as somebody else. In each test the attack is the lie in the
// first line: the rest of the provider's answer is honest and well signed.

const world = await startWorld();
const { liar } = world;

describe("checkAlg", () => {
  // A token without a signature, from whoever can answer in the provider's
  // place; then one where the metadata are made to offer that.
  it("N15: refuses an unsigned ID token", async () => {
    await refuses(world, { idToken: { key: "none" } }, "id_token.alg");
  });

  it("N16: refuses an unsigned ID token that the metadata offer", async () => {
    const lies = {
      metadata: {
        json: { id_token_signing_alg_values_supported: ["none", "ES256"] },
      },
      idToken: { key: "none" as const },
    };
    await refuses(world, lies, "id_token.alg");
  });

  it("N16: believes a kind of signature that the metadata do not name", async () => {
    const json = { id_token_signing_alg_values_supported: ["RS256"] };
    await believes(world, { metadata: { json } });
  });

  // Whoever knows the client secret could make tokens.
  it("N17: refuses an ID token signed with the client secret, and says what to choose", async () => {
    const error = await refuses(
      world,
      { idToken: { key: "secret" } },
      "id_token.alg"
    );
    assert.match(error.message, /RS256, PS256, ES256, ES384, EdDSA/);
  });

  // The public key is known to everybody: as an HMAC secret it proves nothing.
  it("N18: refuses an ID token signed with the public key's bytes", async () => {
    const lies = { idToken: { key: "public-as-secret" as const } };
    await refuses(world, lies, "id_token.alg");
  });

  for (const alg of ["RS256", "PS256", "ES384", "EdDSA"] as const) {
    it(`believes ${alg}`, async () => {
      await believes(world, { idToken: { alg } });
    });
  }
});

describe("checkTyp", () => {
  // Another kind of token, signed by the provider's real key.
  for (const typ of ["logout+jwt", "at+jwt", 7]) {
    it(`N26: refuses the type ${typ}`, async () => {
      await refuses(world, { idToken: { header: { typ } } }, "id_token.typ");
    });
  }

  for (const typ of [undefined, "JWT", "jwt"]) {
    it(`N26: believes the type ${typ}`, async () => {
      await believes(world, { idToken: { header: { typ } } });
    });
  }
});

describe("checkIss", () => {
  // A token of another provider, or of another tenant of this one.
  for (const [what, iss] of [
    ["another provider", "https://other.example.org"],
    ["nobody", undefined],
    ["ours with a slash", `${liar.issuer}/`],
    ["ours among others", [liar.issuer]],
  ]) {
    it(`N1: refuses an ID token by ${String(what)}`, async () => {
      await refuses(world, { idToken: { claims: { iss } } }, "id_token.iss");
    });
  }
});

describe("checkAud", () => {
  // A token that the person gave to another application.
  for (const aud of ["other", undefined, [], ["other"], [["home-assistant"]]]) {
    it(`N2: refuses an ID token for ${JSON.stringify(aud)}`, async () => {
      await refuses(world, { idToken: { claims: { aud } } }, "id_token.aud");
    });
  }

  it("N3: believes an audience in a list of one", async () => {
    await believes(world, { idToken: { claims: { aud: [liar.clientId] } } });
  });

  const aud = [liar.clientId, "other"];
  for (const azp of [undefined, "other", liar.clientId]) {
    it(`N4: refuses several audiences, authorized party ${azp}`, async () => {
      const lies = { idToken: { claims: { aud, azp } } };
      await refuses(world, lies, "id_token.aud");
    });
  }

  it("N4: believes several audiences of a provider that adds them, if we asked", async () => {
    const provider = world.provider({ allowOtherAudiences: true });
    const claims = { aud, azp: liar.clientId };
    await believes(world, { idToken: { claims } }, { provider });
  });

  for (const azp of [undefined, "other"]) {
    it(`N4: refuses several audiences of such a provider, authorized party ${azp}`, async () => {
      const provider = world.provider({ allowOtherAudiences: true });
      const lies = { idToken: { claims: { aud, azp } } };
      await refuses(world, lies, "id_token.aud", { provider });
    });
  }
});

describe("checkAzp", () => {
  // Another client of the same provider asked for this token.
  for (const azp of ["other", ""]) {
    it(`N5: refuses the authorized party "${azp}"`, async () => {
      await refuses(world, { idToken: { claims: { azp } } }, "id_token.azp");
    });
  }

  it("N5: believes us as authorized party", async () => {
    await believes(world, { idToken: { claims: { azp: liar.clientId } } });
  });
});

describe("checkSub", () => {
  for (const sub of [undefined, 42]) {
    it(`N13: refuses the subject ${sub}`, async () => {
      await refuses(world, { idToken: { claims: { sub } } }, "id_token.sub");
    });
  }

  // Subjects that programs further on would cut, fold or misread.
  for (const [what, sub] of [
    ["nothing", ""],
    ["256 characters", "x".repeat(256)],
    ["NUL", "person\u0000-1"],
    ["a newline at the end", "person-1\n"],
    ["a letter outside ASCII", "persön-1"],
  ]) {
    it(`N14: refuses a subject of ${what}`, async () => {
      await refuses(world, { idToken: { claims: { sub } } }, "id_token.sub");
    });
  }

  it("N14: believes a subject of 255 characters", async () => {
    await believes(world, { idToken: { claims: { sub: "x".repeat(255) } } });
  });

  it("N72: hands subjects on byte for byte", async () => {
    for (const sub of ["Alice", "alice", "alice "]) {
      const claims = await believes(world, { idToken: { claims: { sub } } });
      assert.equal(claims.sub, sub);
    }
  });
});

describe("checkExp", () => {
  // A token from an old log or backup.
  for (const exp of [world.now - 300, undefined, String(world.now + 300)]) {
    it(`N6: refuses the expiry ${typeof exp} ${exp}`, async () => {
      await refuses(world, { idToken: { claims: { exp } } }, "id_token.exp");
    });
  }

  it("N7: believes a token for 29 s after its expiry, and not for 31", async () => {
    for (const late of [5, 29]) {
      const exp = world.now - late;
      await believes(world, { idToken: { claims: { exp } } });
    }
    const exp = world.now - 31;
    await refuses(world, { idToken: { claims: { exp } } }, "id_token.exp");
  });

  // Lost: now and then a person whose token is in time, by the library's clock.
  it("N7: believes it where the machine's second ends meanwhile", async (context) => {
    const start = Date.now();
    let ended = 0;
    context.mock.method(Date, "now", () => start + 1000 * (ended += 1));
    const exp = world.now - 29;
    await believes(world, { idToken: { claims: { exp } } });
    assert.ok(ended > 1);
  });

  it("N8: believes an expiry in ten years", async () => {
    const exp = world.now + 10 * 365 * 24 * 60 * 60;
    await believes(world, { idToken: { claims: { exp } } });
  });
});

describe("checkIat", () => {
  for (const iat of [undefined, String(world.now)]) {
    it(`N9: refuses the issue time ${typeof iat} ${iat}`, async () => {
      await refuses(world, { idToken: { claims: { iat } } }, "id_token.iat");
    });
  }

  // A token made in advance, or kept from another day.
  for (const apart of [3600, -7 * 24 * 3600, 301, -301]) {
    it(`N10: refuses an issue time ${apart} s away, and says by how much`, async () => {
      const iat = world.now + apart;
      const lies = { idToken: { claims: { iat } } };
      const error = await refuses(world, lies, "id_token.iat");
      assert.match(error.message, new RegExp(`by ${Math.abs(apart)} s`));
    });
  }

  it("N10: believes an issue time 300 s away", async () => {
    for (const apart of [300, -300]) {
      const iat = world.now + apart;
      await believes(world, { idToken: { claims: { iat } } });
    }
  });
});

describe("checkNbf", () => {
  for (const nbf of [world.now + 600, world.now + 31, String(world.now)]) {
    it(`N11: refuses a token not valid before ${typeof nbf} ${nbf}`, async () => {
      await refuses(world, { idToken: { claims: { nbf } } }, "id_token.nbf");
    });
  }

  it("N11: believes a token not valid for another 30 s", async () => {
    await believes(world, { idToken: { claims: { nbf: world.now + 30 } } });
  });
});

describe("checkNonce", () => {
  // A token of another login of the same person, slipped in.
  for (const nonce of ["other", undefined, [drawn.nonce]]) {
    it(`N12: refuses the nonce ${JSON.stringify(nonce)}`, async () => {
      await refuses(
        world,
        { idToken: { claims: { nonce } } },
        "id_token.nonce"
      );
    });
  }
});

describe("checkAuthTime", () => {
  it("N29: refuses a time that is none, asked or not", async () => {
    for (const auth_time of [String(world.now), -1]) {
      const lies = { idToken: { claims: { auth_time } } };
      await refuses(world, lies, "id_token.auth_time");
      await refuses(world, lies, "id_token.auth_time", { maxAge: 60 });
    }
  });

  // Somebody at an unlocked screen uses a sign-in of yesterday to link.
  for (const [what, auth_time] of [
    ["older than asked", world.now - 91],
    ["missing though asked", undefined],
    ["in milliseconds", world.now * 1000],
  ]) {
    it(`N29: refuses a sign-in ${what}`, async () => {
      const lies = { idToken: { claims: { auth_time } } };
      await refuses(world, lies, "id_token.auth_time", { maxAge: 60 });
    });
  }

  it("N29: believes a sign-in as recent as asked, and any where none was", async () => {
    const recent = { claims: { auth_time: world.now - 90 } };
    await believes(world, { idToken: recent }, { maxAge: 60 });
    await believes(world, {}, { maxAge: 0 });
    const old = { claims: { auth_time: world.now - 86_400 } };
    await believes(world, { idToken: old });
  });
});

// Hashes tie what came beside the ID token to it: without them, an access
// token or a code of somebody else can be put in.
describe("checkAtHash, checkCHash, checkSHash", () => {
  const other = base64url.encode(new Uint8Array(16));

  for (const at_hash of [other, 7, ""]) {
    it(`N27: refuses the access token hash "${at_hash}"`, async () => {
      const lies = { idToken: { claims: { at_hash } } };
      await refuses(world, lies, "id_token.at_hash");
    });
  }

  for (const [alg, hash] of [
    ["RS256", "sha256"],
    ["PS256", "sha256"],
    ["ES256", "sha256"],
    ["ES384", "sha384"],
    ["EdDSA", "sha512"],
  ] as const) {
    it(`N27: believes a right access token hash under ${alg}`, async () => {
      const claims = ({ accessToken }: TokenFacts) => ({
        at_hash: leftHalf(hash, accessToken),
      });
      await believes(world, { idToken: { alg, claims } });
    });
  }

  for (const claim of ["c_hash", "s_hash"]) {
    it(`N28: refuses a wrong "${claim}"`, async () => {
      const lies = { idToken: { claims: { [claim]: other } } };
      await refuses(world, lies, "id_token.c_hash");
    });
  }

  it("N28: believes right hashes of code and state", async () => {
    const claims = ({ code, state }: TokenFacts) => ({
      c_hash: leftHalf("sha256", code),
      s_hash: leftHalf("sha256", state),
    });
    await believes(world, { idToken: { claims } });
  });
});

describe("checkSignature", () => {
  it("N19: refuses a signature with one byte changed", async () => {
    const raw = (token: string) => {
      const [header = "", claims = "", signature = ""] = token.split(".");
      const bytes = base64url.decode(signature);
      const last = bytes.length - 1;
      bytes[last] = 255 - (bytes[last] ?? 0);
      return [header, claims, base64url.encode(bytes)].join(".");
    };
    await refuses(world, { idToken: { raw } }, "id_token.signature");
  });

  it("N19: refuses a signature by another key under the same key id", async () => {
    await refuses(world, { idToken: { key: "other" } }, "id_token.signature");
  });

  it("N19: refuses claims changed after they were signed", async () => {
    const raw = (token: string) => {
      const [header = "", claims = "", signature = ""] = token.split(".");
      const changed = JSON.parse(
        new TextDecoder().decode(base64url.decode(claims))
      ) as Record<string, unknown>;
      changed.groups = ["admins"];
      const encoded = base64url.encode(JSON.stringify(changed));
      return [header, encoded, signature].join(".");
    };
    await refuses(world, { idToken: { raw } }, "id_token.signature");
  });

  // The header names the attacker's own key and where to fetch it.
  it("N65: takes no key from the token itself", async () => {
    const header = {
      jku: `${liar.issuer}/jku`,
      x5u: `${liar.issuer}/x5u`,
      x5c: ["AAAA"],
      jwk: { ...liar.jwk, kid: undefined },
    };
    const lies = { idToken: { header, key: "other" as const } };
    await refuses(world, lies, "id_token.signature");
    assert.equal(liar.count("/jku") + liar.count("/x5u"), 0);
  });
});

function leftHalf(hash: string, text: string): string {
  const digest = createHash(hash).update(text).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}
