/**
 * The bridge between the shell's page and native code: the page's half is
 * Capacitor's own file, the native half is here.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import type { Os } from "../rules.ts";
import type { CallOptions, Methods, Notify } from "./plugin.ts";

export interface Call {
  plugin: string;
  method: string;
  options: CallOptions;
}

export interface Bridge {
  notify: Notify;
  /** What the page asked of its plugins, in order. */
  calls: Call[];
  /** What the page wrote to the log of the phone. */
  log: string[];
  /** A new process: nobody listens yet, and nothing waits for that. */
  forget(): void;
}

interface Message {
  callbackId: string;
  pluginId: string;
  methodName: string;
  options: CallOptions;
}

/** What a page gets where a method has nothing to give. */
const nothing = { android: undefined, ios: {} };

const assets: Record<Os, string> = {
  android: "android/capacitor/src/main/assets/native-bridge.js",
  ios: "ios/Capacitor/Capacitor/assets/native-bridge.js",
};

function bridgeFile(os: Os): string {
  return fileURLToPath(
    new URL(
      `../../../../node_modules/@capacitor/${assets[os]}`,
      import.meta.url
    )
  );
}

/** Gives every page of the context a bridge to these plugins. */
export async function installBridge(
  context: BrowserContext,
  os: Os,
  plugins: Record<string, Methods>
): Promise<Bridge> {
  const calls: Call[] = [];
  const log: string[] = [];
  const listeners = new Map<string, Set<string>>();
  const retained = new Map<string, unknown[]>();
  let current: Page | undefined;
  let sent = Promise.resolve();

  /** In order, and never to a page that is gone. */
  const send = (answer: Record<string, unknown>) => {
    const page = current;
    sent = sent.then(() => page && deliver(page, os, answer));
  };

  const forget = () => {
    listeners.clear();
    retained.clear();
  };

  const callbacks = (plugin: string, event: string) => {
    const key = `${plugin}.${event}`;
    const found = listeners.get(key) ?? new Set();
    listeners.set(key, found);
    return found;
  };

  const notify: Notify = (plugin, event, data, retain) => {
    const waiting = callbacks(plugin, event);
    const key = `${plugin}.${event}`;
    if (waiting.size === 0 && retain) {
      retained.set(key, [...(retained.get(key) ?? []), data]);
    }
    for (const callbackId of waiting) {
      const methodName = "addListener";
      const call = { callbackId, pluginId: plugin, methodName };
      send({ ...call, save: true, success: true, data });
    }
  };

  const listen = ({ pluginId, callbackId, options }: Message) => {
    const event = String(options.eventName);
    const known = callbacks(pluginId, event);
    const isFirst = known.size === 0;
    known.add(callbackId);
    if (!isFirst) return;
    const key = `${pluginId}.${event}`;
    const missed = retained.get(key) ?? [];
    retained.delete(key);
    for (const data of missed) notify(pluginId, event, data);
  };

  const answer = async (message: Message) => {
    const { callbackId, pluginId, methodName, options } = message;
    const method = plugins[pluginId]?.[methodName];
    const call = { callbackId, pluginId, methodName, save: false };
    try {
      if (!method) throw new Error(`${pluginId}.${methodName} is not here`);
      const data = (await method(options)) ?? nothing[os];
      send({ ...call, success: true, data });
    } catch (caught) {
      const { message: words, code } = caught as Error & { code?: string };
      const error = { message: words, code };
      send({ ...call, success: false, error });
    }
  };

  await context.exposeBinding("native", ({ page }, message?: Message) => {
    if (message === undefined) {
      // A new document: whoever listened in the one before is gone.
      current = page;
      listeners.clear();
      return;
    }
    const { pluginId, methodName, options } = message;
    if (pluginId === "Console") {
      log.push(String(options.message));
      return;
    }
    calls.push({ plugin: pluginId, method: methodName, options });
    switch (methodName) {
      case "addListener":
        listen(message);
        break;
      case "removeListener":
        callbacks(pluginId, String(options.eventName)).delete(
          String(options.callbackId)
        );
        break;
      case "removeAllListeners":
        for (const key of listeners.keys()) {
          if (key.startsWith(`${pluginId}.`)) listeners.delete(key);
        }
        break;
      default:
        void answer(message);
    }
  });
  if (os === "android") {
    context.on("console", (message) => log.push(message.text()));
  }
  await context.addInitScript(connect, os);
  await context.addInitScript({ path: bridgeFile(os) });
  await context.addInitScript((headers) => {
    const { Capacitor } = window as unknown as {
      Capacitor: { PluginHeaders: unknown };
    };
    Capacitor.PluginHeaders = headers;
  }, headersOf(plugins));
  return { notify, calls, log, forget };
}

/** The page's side of the wire, before Capacitor's own file runs. */
function connect(os: Os): void {
  const page = window as unknown as Record<string, unknown> & {
    native(message?: unknown): void;
  };
  page.native();
  if (os === "android") {
    page.androidBridge = {
      postMessage: (text: string) => page.native(JSON.parse(text)),
    };
  } else {
    const postMessage = (message: unknown) =>
      page.native(structuredClone(message));
    page.webkit = { messageHandlers: { bridge: { postMessage } } };
    // Asked before anything else, whether cookies and `fetch` are taken over.
    page.prompt = () => "false";
  }
  page.Capacitor = { DEBUG: false, isLoggingEnabled: false, Plugins: {} };
}

async function deliver(
  page: Page,
  os: Os,
  answer: Record<string, unknown>
): Promise<void> {
  const given = [os, JSON.stringify(answer)] as const;
  await page
    .evaluate(([system, data]) => {
      const { androidBridge, Capacitor } = window as unknown as {
        androidBridge: { onmessage(event: { data: string }): void };
        Capacitor: { fromNative(result: unknown): void };
      };
      if (system === "android") androidBridge.onmessage({ data });
      else Capacitor.fromNative(JSON.parse(data));
    }, given)
    .catch(() => {});
}

/** What native code tells the page that there is. */
function headersOf(plugins: Record<string, Methods>): unknown[] {
  return Object.entries(plugins).map(([name, methods]) => ({
    name,
    methods: [
      { name: "addListener" },
      { name: "removeListener" },
      ...[
        "removeAllListeners",
        "checkPermissions",
        "requestPermissions",
        ...Object.keys(methods),
      ].map((method) => ({ name: method, rtype: "promise" })),
    ],
  }));
}
