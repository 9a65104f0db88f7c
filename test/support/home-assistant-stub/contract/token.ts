import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import {
  connect,
  currentUser,
  exchangeCode,
  listUsers,
  refreshTokens,
  revokeToken,
} from "@ha-external-login/home-assistant";

import type { Case, RawAnswer, Subject } from "./subject.ts";
import {
  administer,
  apiStatus,
  begin,
  codeOf,
  connectionOf,
  forwardedFor,
  isSince,
  logIn,
  newKey,
  ordinary,
  page,
  postFlow,
  postForm,
  remote,
  tokensOf,
} from "./subject.ts";

const { client_id } = page;

const authorizationCode = { grant_type: "authorization_code", client_id };

function refused(
  answer: RawAnswer,
  status: number,
  error: string,
  description?: string
): void {
  assert.equal(answer.status, status, answer.text);
  assert.deepEqual(answer.json, {
    error,
    ...(description && { error_description: description }),
  });
}

/** A code of somebody who has a user. */
async function newCode(
  subject: Subject,
  more: Record<string, unknown> = {}
): Promise<string> {
  return codeOf(await logIn(subject, "contract-good", ordinary, more));
}

/** Name, group and locality that a new user got from a script's lines. */
async function madeFrom(subject: Subject, password: string) {
  const username = newKey();
  const flowId = await begin(subject);
  const { json } = await postFlow(
    subject,
    { client_id, username, password },
    flowId
  );
  const code = (json as { result: string }).result;
  const tokens = await exchangeCode(subject.ha, { client_id, code });
  const own = await connect(subject.ha, tokens.access_token);
  const { id } = await currentUser(own);
  own.close();
  const service = await administer(subject);
  const user = (await listUsers(service)).find((each) => each.id === id);
  service.close();
  assert.ok(user);
  assert.equal(user.username, null);
  assert.deepEqual(user.credentials, [{ type: "command_line" }]);
  return [user.name, ...user.group_ids, user.local_only];
}

/** `POST /auth/token`, `POST /auth/revoke` and the user who is made there. */
export const tokenCases: Case[] = [
  {
    name: "exchanges a code for both tokens, not to be stored",
    async run(subject) {
      const code = await newCode(subject);
      const answer = await postForm(subject, { ...authorizationCode, code });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["cache-control"], "no-store");
      const tokens = answer.json as Record<string, unknown>;
      assert.deepEqual(Object.keys(tokens).sort(), [
        "access_token",
        "expires_in",
        "ha_auth_provider",
        "refresh_token",
        "token_type",
      ]);
      assert.equal(tokens.token_type, "Bearer");
      assert.equal(tokens.expires_in, 1800);
      assert.equal(tokens.ha_auth_provider, "command_line");
    },
  },
  {
    name: "exchanges a refresh token for an access token alone",
    async run(subject) {
      const { refresh_token } = await tokensOf(subject, "contract-good");
      const form = { client_id, refresh_token };
      const answer = await refreshTokens(subject.ha, form);
      assert.deepEqual(Object.keys(answer).sort(), [
        "access_token",
        "expires_in",
        "token_type",
      ]);
      assert.equal(await apiStatus(subject, answer.access_token), 200);
    },
  },
  {
    name: "refuses a grant that it does not know",
    async run(subject) {
      const forms = [{}, { grant_type: "password" }, { grant_type: "" }];
      for (const form of forms) {
        const answer = await postForm(subject, form as Record<string, string>);
        refused(answer, 400, "unsupported_grant_type");
      }
    },
  },
  {
    name: "refuses a key that comes twice",
    async run(subject) {
      const code = await newCode(subject);
      const once = new URLSearchParams({ ...authorizationCode, code });
      const answer = await postForm(subject, `${once}&code=${code}`);
      if (isSince(subject, 11)) refused(answer, 400, "invalid_request");
      else assert.equal(answer.status, 200);
    },
  },
  {
    name: "refuses a code that is unknown, used, or another client's",
    async run(subject) {
      const exchange = (form: Record<string, string>) =>
        postForm(subject, { ...authorizationCode, ...form });
      const invalid = ["invalid_request", "Invalid code"] as const;
      refused(await exchange({ code: "0".repeat(32) }), 400, ...invalid);
      refused(await exchange({}), 400, ...invalid);
      const code = await newCode(subject);
      const other = "https://other.example.org/";
      refused(await exchange({ code, client_id: other }), 400, ...invalid);
      assert.equal((await exchange({ code })).status, 200);
      refused(await exchange({ code }), 400, ...invalid);
      refused(
        await exchange({ code, client_id: "nonsense" }),
        400,
        "invalid_request",
        "Invalid client id"
      );
    },
  },
  {
    name: "refuses a refresh token that is unknown or another client's",
    async run(subject) {
      const { refresh_token } = await tokensOf(subject, "contract-good");
      const refresh = (form: Record<string, string>) =>
        postForm(subject, { grant_type: "refresh_token", ...form });
      refused(
        await refresh({ client_id, refresh_token: "nothing" }),
        400,
        "invalid_grant"
      );
      refused(await refresh({ refresh_token }), 400, "invalid_request");
      const other = "https://other.example.org/";
      refused(
        await refresh({ refresh_token, client_id: other }),
        400,
        "invalid_request"
      );
      refused(await refresh({ client_id }), 400, "invalid_request");
    },
  },
  {
    name: "wants the verifier of a challenge, and spends the code on a wrong one",
    async run(subject) {
      if (!isSince(subject, 10)) {
        const code = await newCode(subject);
        const code_verifier = "v".repeat(43);
        await exchangeCode(subject.ha, { client_id, code, code_verifier });
        return;
      }
      const verifier = "v".repeat(64);
      const hash = createHash("sha256").update(verifier);
      const keys = {
        code_challenge: hash.digest("base64url"),
        code_challenge_method: "S256",
      };
      const exchange = async (more: Record<string, string>) => {
        const code = await newCode(subject, keys);
        const form = { ...authorizationCode, code, ...more };
        return [code, await postForm(subject, form)] as const;
      };
      const [code, wrong] = await exchange({ code_verifier: "w".repeat(64) });
      refused(wrong, 400, "invalid_grant", "Invalid code verifier");
      const again = { ...authorizationCode, code, code_verifier: verifier };
      refused(
        await postForm(subject, again),
        400,
        "invalid_request",
        "Invalid code"
      );
      const [, none] = await exchange({});
      refused(none, 400, "invalid_request", "Code verifier required");
      const [, right] = await exchange({ code_verifier: verifier });
      assert.equal(right.status, 200);
      const idle = { code: await newCode(subject), code_verifier: verifier };
      refused(
        await postForm(subject, { ...authorizationCode, ...idle }),
        400,
        "invalid_request",
        "Code verifier provided but no code challenge was present"
      );
    },
  },
  {
    name: "makes one user of two codes since 2026.11, and two before",
    async run(subject) {
      const key = newKey();
      const codes = [
        codeOf(await logIn(subject, key, ordinary)),
        codeOf(await logIn(subject, key, ordinary)),
      ];
      const ids = [];
      const [first, second] = codes as [string, string];
      const one = await exchangeCode(subject.ha, { client_id, code: first });
      const form = { ...authorizationCode, code: second };
      const answer = await postForm(subject, form);
      if (isSince(subject, 11)) {
        refused(answer, 400, "invalid_grant", "Sign in again");
        return;
      }
      const two = answer.json as { access_token: string };
      for (const { access_token } of [one, two]) {
        const connection = await connect(subject.ha, access_token);
        ids.push((await currentUser(connection)).id);
        connection.close();
      }
      assert.notEqual(ids[0], ids[1]);
    },
  },
  {
    name: "ends a session at once, and says yes to any token",
    async run(subject) {
      const tokens = await tokensOf(subject, "contract-good");
      const { access_token, refresh_token } = tokens;
      const connection = await connect(subject.ha, access_token);
      assert.equal(await apiStatus(subject, access_token), 200);
      await revokeToken(subject.ha, refresh_token);
      await connection.closed;
      assert.equal(await apiStatus(subject, access_token), 401);
      const form = { grant_type: "refresh_token", client_id, refresh_token };
      refused(await postForm(subject, form), 400, "invalid_grant");
      await revokeToken(subject.ha, refresh_token);
      const empty = await postForm(subject, {}, "/auth/revoke");
      assert.equal(empty.status, 200);
    },
  },
  {
    name: "makes a user from what the script prints",
    async run(subject) {
      assert.deepEqual(
        await madeFrom(
          subject,
          "yes:name = Paula Person\ngroup = system-read-only\nlocal_only = true"
        ),
        ["Paula Person", "system-read-only", true]
      );
    },
  },
  {
    name: "believes the last line of a key, and no comment or other key",
    async run(subject) {
      assert.deepEqual(
        await madeFrom(
          subject,
          "yes:name = First\nname= Second = 2\n# name = Third\nis_owner = true\ngroup = system-admin\rgroup = system-users\r\nlocal_only = true\nlocal_only = True"
        ),
        ["Second = 2", "system-users", false]
      );
    },
  },
  {
    name: "makes an administrator without name if nothing is printed",
    async run(subject) {
      assert.deepEqual(await madeFrom(subject, "raw:"), [
        null,
        "system-admin",
        false,
      ]);
    },
  },
  {
    name: "splits lines at CR and LF only, and drops those that are not UTF-8",
    async run(subject) {
      const lines =
        "raw:name = A\\013group = system-admin\\ngroup = system-users\\nlocal_only = true\\nname = \\0377\\n";
      assert.deepEqual(await madeFrom(subject, lines), [
        "A\vgroup = system-admin",
        "system-users",
        true,
      ]);
    },
  },
  {
    name: "fails at the token when a group is empty or unknown, and makes nobody",
    async run(subject) {
      const service = await administer(subject);
      const before = (await listUsers(service)).length;
      for (const group of ["", "admins"]) {
        const lines = `name = X\ngroup = ${group}`;
        const code = codeOf(await logIn(subject, newKey(), lines));
        const form = { ...authorizationCode, code };
        const { status, headers } = await postForm(subject, form);
        assert.equal(status, 500);
        assert.match(String(headers.server), /aiohttp/);
        assert.equal(headers["x-content-type-options"], undefined);
      }
      assert.equal((await listUsers(service)).length, before);
      service.close();
    },
  },
  {
    name: "does not change a user who is there by what the script prints",
    async run(subject) {
      const key = newKey();
      const first = await connectionOf(subject, key);
      const before = await currentUser(first);
      first.close();
      const lines = "name = Other\ngroup = system-admin";
      const second = await connectionOf(subject, key, lines);
      assert.deepEqual(await currentUser(second), before);
      assert.equal(before.is_admin, false);
      second.close();
    },
  },
  {
    name: "makes a local-only user from afar, and refuses the token",
    async run(subject) {
      const key = newKey();
      const lines = `name = ${key}\ngroup = system-users\nlocal_only = true`;
      const step = await logIn(subject, key, lines, {}, remote);
      const answer = await postForm(
        subject,
        { ...authorizationCode, code: codeOf(step) },
        "/auth/token",
        forwardedFor(remote.address)
      );
      refused(
        answer,
        403,
        "access_denied",
        "User cannot authenticate remotely"
      );
      const service = await administer(subject);
      const users = await listUsers(service);
      assert.equal(users.filter(({ name }) => name === key).length, 1);
      service.close();
    },
  },
  {
    name: "keeps a local-only user out from afar, with good tokens too",
    async run(subject) {
      const lines = "name = L\ngroup = system-users\nlocal_only = true";
      const tokens = await tokensOf(subject, newKey(), lines);
      const { access_token, refresh_token } = tokens;
      const far = forwardedFor(remote.address);
      assert.equal(await apiStatus(subject, access_token), 200);
      assert.equal(await apiStatus(subject, access_token, far), 401);
      const form = { grant_type: "refresh_token", client_id, refresh_token };
      refused(
        await postForm(subject, form, "/auth/token", far),
        403,
        "access_denied",
        "User cannot authenticate remotely"
      );
    },
  },
];
