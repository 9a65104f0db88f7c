import assert from "node:assert/strict";

import {
  connect,
  currentUser,
  deleteUser,
  getUserData,
  listUsers,
  refreshTokens,
  setUserData,
} from "@ha-external-login/home-assistant";

import type { Case } from "./subject.ts";
import {
  administer,
  begin,
  codeOf,
  isSince,
  logIn,
  newKey,
  ordinary,
  page,
  postFlow,
  postForm,
  tokensOf,
} from "./subject.ts";

const { client_id } = page;

/** Cases that leave another home behind than they found. */
export const endCases: Case[] = [
  {
    name: "forgets flows and codes in a restart, and keeps sessions and data",
    async run(subject) {
      const key = newKey();
      const { access_token, refresh_token } = await tokensOf(subject, key);
      const before = await connect(subject.ha, access_token);
      const user = await currentUser(before);
      await setUserData(before, "contract", { kept: true });
      const flowId = await begin(subject);
      const code = codeOf(await logIn(subject, key, ordinary));

      await subject.restart();
      await before.closed;
      const input = { client_id, username: key, password: `yes:${ordinary}` };
      const flow = await postFlow(subject, input, flowId);
      assert.equal(flow.status, 404);
      const form = { grant_type: "authorization_code", client_id, code };
      const token = await postForm(subject, form);
      assert.equal(token.status, 400);
      const renewed = await refreshTokens(subject.ha, {
        client_id,
        refresh_token,
      });
      const after = await connect(subject.ha, renewed.access_token);
      assert.deepEqual(await currentUser(after), user);
      assert.deepEqual(await getUserData(after, "contract"), { kept: true });
      after.close();
    },
  },
  {
    name: "keeps its owner since 2026.11, and lets any administrator delete them before",
    async run(subject) {
      const service = await administer(subject);
      const deletion = deleteUser(service, subject.owner.userId);
      if (isSince(subject, 11)) {
        await assert.rejects(deletion, { reason: "cannot_delete_owner" });
      } else {
        await deletion;
      }
      const users = await listUsers(service);
      assert.equal(
        users.some(({ is_owner }) => is_owner),
        isSince(subject, 11)
      );
      service.close();
    },
  },
];
