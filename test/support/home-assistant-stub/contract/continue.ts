import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  continueLoginFlow,
  createLoginFlow,
  currentUser,
  deleteLoginFlow,
  exchangeCode,
  RefusedError,
  updateUser,
} from "@ha-external-login/home-assistant";

import type { Case, RawAnswer, Subject } from "./subject.ts";
import {
  administer,
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
  remote,
  send,
  ticketHandler,
  tokensOf,
} from "./subject.ts";

const { client_id } = page;

const good = {
  client_id,
  username: "contract-good",
  password: `yes:${ordinary}`,
};

function refused(answer: RawAnswer, status: number, message: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.deepEqual(answer.json, { message });
}

/** A post whose script waits, and what lets it go on. */
function waitingPost(subject: Subject, flowId: string) {
  const mark = newKey();
  const answer = postFlow(
    subject,
    { client_id, username: newKey(), password: `wait:${mark}` },
    flowId
  );
  return {
    answer,
    release: () => writeFile(join(subject.scriptDirectory, mark), ""),
  };
}

/** Until another post to the flow shows that the first one has arrived. */
async function arrival(subject: Subject): Promise<void> {
  // A round trip on a new connection is served after what came before it.
  await send(subject, { path: "/auth/providers" });
  await send(subject, { path: "/auth/providers" });
}

/** `POST` and `DELETE /auth/login_flow/{id}` */
export const continueCases: Case[] = [
  {
    name: "ends with a code",
    async run(subject) {
      const step = await logIn(subject, good.username, ordinary);
      assert.match(codeOf(step), /^[0-9a-f]{32}$/);
      assert.deepEqual(step, {
        type: "create_entry",
        flow_id: step.flow_id,
        handler: ticketHandler,
        description: null,
        description_placeholders: null,
        result: codeOf(step),
      });
    },
  },
  {
    name: "shows the same form after a wrong ticket, and takes a right one then",
    async run(subject) {
      const flowId = await begin(subject);
      const wrong = { ...good, password: "no" };
      const form = await continueLoginFlow(subject.ha, flowId, wrong);
      assert.equal(form.type, "form");
      assert.equal(form.flow_id, flowId);
      assert.ok(form.type === "form" && form.errors?.base === "invalid_auth");
      assert.equal(form.step_id, "init");
      const end = await continueLoginFlow(subject.ha, flowId, good);
      assert.equal(end.type, "create_entry");
    },
  },
  {
    name: "knows the owner's password, with the username in any case",
    async run({ ha, owner: { username, password } }) {
      const handler: [string, null] = ["homeassistant", null];
      const { flow_id } = await createLoginFlow(ha, { ...page, handler });
      const answer = (input: Record<string, string>) =>
        continueLoginFlow(ha, flow_id, { client_id, ...input });
      const wrong = await answer({ username, password: "wrong" });
      assert.ok(wrong.type === "form" && wrong.errors?.base === "invalid_auth");
      const nobody = await answer({ username: "nobody", password });
      assert.ok(
        nobody.type === "form" && nobody.errors?.base === "invalid_auth"
      );
      const right = await answer({
        username: ` ${username.toUpperCase()} `,
        password,
      });
      assert.equal(right.type, "create_entry");
    },
  },
  {
    name: "refuses a flow that it does not know",
    async run(subject) {
      const answer = await postFlow(subject, good, "0".repeat(32));
      refused(answer, 404, "Invalid flow specified");
      const done = await logIn(subject, good.username, ordinary);
      const again = await postFlow(subject, good, done.flow_id);
      refused(again, 404, "Invalid flow specified");
    },
  },
  {
    name: "wants a client id, of the right form",
    async run(subject) {
      const flowId = await begin(subject);
      const { username, password } = good;
      const place = isSince(subject, 9)
        ? "at 'client_id'"
        : "@ data['client_id']";
      refused(
        await postFlow(subject, { username, password }, flowId),
        400,
        `Message format incorrect: required key not provided ${place}`
      );
      const wrong = { ...good, client_id: "nonsense" };
      refused(await postFlow(subject, wrong, flowId), 400, "Invalid client id");
    },
  },
  {
    name: "wants exactly the fields of the form",
    async run(subject) {
      const flowId = await begin(subject);
      const wrong = [
        { client_id },
        { client_id, username: "x" },
        { ...good, code: "1" },
        { ...good, password: 1 },
        { ...good, username: null },
      ];
      for (const sent of wrong) {
        const answer = await postFlow(subject, sent, flowId);
        refused(answer, 400, "User input malformed");
      }
      const { status } = await postFlow(subject, good, flowId);
      assert.equal(status, 200);
    },
  },
  {
    name: "wants the address that the flow began with",
    async run(subject) {
      const flowId = await begin(subject, {}, remote);
      const other = await postFlow(
        subject,
        good,
        flowId,
        forwardedFor("203.0.113.8")
      );
      refused(other, 400, "IP address changed");
      const none = await postFlow(subject, good, flowId);
      refused(none, 400, "IP address changed");
      const own = await postFlow(
        subject,
        good,
        flowId,
        forwardedFor(remote.address)
      );
      assert.equal(own.status, 200);
    },
  },
  {
    name: "takes one of two posts at once",
    async run(subject) {
      const flowId = await begin(subject);
      const first = waitingPost(subject, flowId);
      await arrival(subject);
      const second = await postFlow(subject, good, flowId);
      await first.release();
      const { status, json } = await first.answer;
      if (isSince(subject, 11)) {
        refused(second, 409, "Flow request already in progress");
        assert.equal(status, 200);
        assert.equal((json as { type: string }).type, "create_entry");
      } else {
        assert.equal((second.json as { type: string }).type, "create_entry");
        refused(await first.answer, 404, "Invalid flow specified");
      }
    },
  },
  {
    name: "ends a flow for whoever knows its id, from any address",
    async run(subject) {
      const flowId = await begin(subject, {}, remote);
      await deleteLoginFlow(subject.ha, flowId);
      await assert.rejects(
        deleteLoginFlow(subject.ha, flowId),
        (error) =>
          error instanceof RefusedError &&
          error.status === 404 &&
          error.kind === "view" &&
          error.answer === "Invalid flow specified"
      );
      const path = `/auth/login_flow/${await begin(subject)}`;
      const { status, json } = await send(subject, { method: "DELETE", path });
      assert.equal(status, 200);
      assert.deepEqual(json, { message: "Flow aborted" });
    },
  },
  {
    name: "lets a flow be ended while it checks a ticket",
    async run(subject) {
      const flowId = await begin(subject);
      const post = waitingPost(subject, flowId);
      await arrival(subject);
      await deleteLoginFlow(subject.ha, flowId);
      await post.release();
      refused(await post.answer, 404, "Invalid flow specified");
    },
  },
  {
    name: "looks at the redirect URI when the flow ends, and spends the flow",
    async run(subject) {
      const redirect_uri = "https://other.example.org/";
      const flowId = await begin(subject, { redirect_uri });
      const answer = await postFlow(subject, good, flowId);
      refused(answer, 403, "Invalid redirect URI");
      const again = await postFlow(subject, good, flowId);
      refused(again, 404, "Invalid flow specified");
    },
  },
  {
    name: "gives the code to the client of the last post",
    async run(subject) {
      const other = "https://other.example.org/";
      const flowId = await begin(subject, { redirect_uri: other });
      const step = await continueLoginFlow(subject.ha, flowId, {
        ...good,
        client_id: other,
      });
      const code = codeOf(step);
      await assert.rejects(exchangeCode(subject.ha, { client_id, code }));
      await exchangeCode(subject.ha, { client_id: other, code });
    },
  },
  {
    name: "knows the redirect URI of the official apps",
    async run(subject) {
      for (const app of ["iOS", "android"]) {
        const id = `https://home-assistant.io/${app}`;
        const redirect_uri = "homeassistant://auth-callback";
        const flowId = await begin(subject, { client_id: id, redirect_uri });
        const step = await continueLoginFlow(subject.ha, flowId, {
          ...good,
          client_id: id,
        });
        assert.equal(step.type, "create_entry");
      }
    },
  },
  {
    name: "gives an empty username to the script, and a code if it says yes",
    async run(subject) {
      const step = await logIn(subject, "", ordinary);
      assert.equal(step.type, "create_entry");
    },
  },
  {
    name: "strips a username, and tells upper from lower case",
    async run(subject) {
      const key = newKey();
      const ids = [];
      for (const username of [key, `  ${key}\n`, key.toUpperCase()]) {
        const connection = await connectionOf(subject, username);
        ids.push((await currentUser(connection)).id);
        connection.close();
      }
      assert.equal(ids[0], ids[1]);
      assert.notEqual(ids[0], ids[2]);
    },
  },
  {
    name: "refuses who is not active, or local only and far away",
    async run(subject) {
      const key = newKey();
      const connection = await connectionOf(subject, key);
      const { id: user_id } = await currentUser(connection);
      connection.close();
      const service = await administer(subject);
      await updateUser(service, { user_id, local_only: true });
      const far = await begin(subject, {}, remote);
      refused(
        await postFlow(
          subject,
          { ...good, username: key },
          far,
          forwardedFor(remote.address)
        ),
        403,
        "Login blocked: User cannot authenticate remotely"
      );
      await tokensOf(subject, key, ordinary, {
        ...remote,
        address: "192.168.1.20",
      });
      await updateUser(service, { user_id, is_active: false });
      const near = await begin(subject);
      refused(
        await postFlow(subject, { ...good, username: key }, near),
        403,
        "Login blocked: User is not active"
      );
      service.close();
    },
  },
];
