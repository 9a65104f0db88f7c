/** The few things a test asks Home Assistant's websocket, as administrator. */
export interface Socket {
  /** @throws if Home Assistant answers with an error or not within 10 s. */
  call<T>(type: string, data?: Record<string, unknown>): Promise<T>;
  close(): void;
}

/** Opens `/api/websocket` and signs in with an access token. */
export async function openSocket(url: string, token: string): Promise<Socket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`);
  const answers = new Map<number, (answer: Answer) => void>();
  let last = 0;
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error("The websocket did not open"));
    socket.onclose = () => reject(new Error("The websocket was closed"));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Answer;
      if (message.type === "auth_required") {
        socket.send(JSON.stringify({ type: "auth", access_token: token }));
      }
      if (message.type === "auth_invalid") reject(new Error("Not let in"));
      if (message.type === "auth_ok") resolve();
      if (message.id !== undefined) answers.get(message.id)?.(message);
    };
  });
  socket.onclose = () => {
    const error = { code: "closed", message: "The websocket was closed" };
    for (const [id, answer] of answers) {
      answer({ id, type: "result", success: false, error });
    }
  };
  return {
    call: (type, data = {}) =>
      new Promise((resolve, reject) => {
        last += 1;
        const id = last;
        const timer = setTimeout(
          () => reject(new Error(`"${type}" was not answered`)),
          10_000
        );
        answers.set(id, (answer) => {
          clearTimeout(timer);
          answers.delete(id);
          if (answer.success) resolve(answer.result as never);
          else reject(new Error(`"${type}": ${answer.error?.code}`));
        });
        socket.send(JSON.stringify({ id, type, ...data }));
      }),
    close: () => socket.close(),
  };
}

interface Answer {
  id?: number;
  type: string;
  success?: boolean;
  result?: unknown;
  error?: { code: string; message: string };
}
