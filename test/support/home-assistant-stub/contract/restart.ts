import assert from "node:assert/strict";

import {
  connect,
  currentUser,
  getUserData,
  refreshTokens,
  setUserData,
} from "@ha-external-login/home-assistant";

import type { Case } from "./subject.ts";
import {
  begin,
  codeOf,
  logIn,
  newKey,
  ordinary,
  page,
  postFlow,
  postForm,
  tokensOf,
} from "./subject.ts";

const { client_id } = page;

/** What a restart forgets, and what it keeps. Last, for it takes a while. */
export const restartCases: Case[] = [
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
];
