import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

import type { LoginFlowStep } from "@ha-external-login/home-assistant";
import { continueLoginFlow } from "@ha-external-login/home-assistant";

import { totp } from "../totp.ts";
import type { Case, Subject } from "./subject.ts";
import {
  connectionOf,
  logIn,
  newKey,
  ordinary,
  page,
  ticketHandler,
} from "./subject.ts";

const { client_id } = page;

/** A key whose user was given a second factor over the public API. */
async function withSecondFactor(subject: Subject): Promise<[string, string]> {
  const key = newKey();
  const connection = await connectionOf(subject, key);
  const form = (await connection.call({
    type: "auth/setup_mfa",
    mfa_module_id: "totp",
  })) as {
    flow_id: string;
    description_placeholders: { code: string };
  };
  const { code: secret } = form.description_placeholders;
  await untilCodesLast();
  const end = (await connection.call({
    type: "auth/setup_mfa",
    flow_id: form.flow_id,
    user_input: { code: totp(secret, Date.now() / 1000) },
  })) as { type: string };
  assert.equal(end.type, "create_entry");
  connection.close();
  return [key, secret];
}

/** A second device is taken with the code of this very half minute alone. */
async function untilCodesLast(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 5000) await setTimeout(left + 20);
}

function answer(
  { ha }: Subject,
  { flow_id }: LoginFlowStep,
  code: string
): Promise<LoginFlowStep> {
  return continueLoginFlow(ha, flow_id, { client_id, code });
}

/** Six digits that are not the right ones now, nor a step before or after. */
function wrongCode(secret: string): string {
  const now = Date.now() / 1000;
  const right = [-60, -30, 0, 30, 60].map((step) => totp(secret, now + step));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find(
    (code) => !right.includes(code)
  )!;
}

/** A person with a second factor in Home Assistant. */
export const secondFactorCases: Case[] = [
  {
    name: "asks for the second factor after a good ticket",
    async run(subject) {
      const [key, secret] = await withSecondFactor(subject);
      const form = await logIn(subject, key, ordinary);
      assert.deepEqual(form, {
        type: "form",
        flow_id: form.flow_id,
        handler: ticketHandler,
        data_schema: [{ type: "string", name: "code", required: true }],
        errors: {},
        description_placeholders: {
          mfa_module_name: "Time-based One Time Password",
          mfa_module_id: "totp",
        },
        last_step: null,
        preview: null,
        step_id: "mfa",
      });
      const wrong = await answer(subject, form, wrongCode(secret));
      assert.deepEqual(wrong, { ...form, errors: { base: "invalid_code" } });
      const code = totp(secret, Date.now() / 1000);
      const end = await answer(subject, form, code);
      assert.equal(end.type, "create_entry");
    },
  },
  {
    name: "takes the same code for two logins",
    async run(subject) {
      const [key, secret] = await withSecondFactor(subject);
      const code = totp(secret, Date.now() / 1000);
      for (let round = 0; round < 2; round += 1) {
        const form = await logIn(subject, key, ordinary);
        const end = await answer(subject, form, code);
        assert.equal(end.type, "create_entry");
      }
    },
  },
  {
    name: "gives up after the fifth wrong code",
    async run(subject) {
      const [key, secret] = await withSecondFactor(subject);
      const form = await logIn(subject, key, ordinary);
      const code = wrongCode(secret);
      for (let round = 0; round < 4; round += 1) {
        assert.equal((await answer(subject, form, code)).type, "form");
      }
      assert.deepEqual(await answer(subject, form, code), {
        type: "abort",
        flow_id: form.flow_id,
        handler: ticketHandler,
        reason: "too_many_retry",
        description_placeholders: null,
      });
      await assert.rejects(answer(subject, form, code), { status: 404 });
    },
  },
];
