import {
  readLeave,
  webViewUserAgent,
  type SignIn,
  type SignInState,
} from "@ha-external-login/mobile";
import { readAddress } from "./address.ts";
import { readAppLink } from "./app-link.ts";
import type { HomeStore } from "./home-store.ts";
import {
  addHome,
  changeHome,
  hostOf,
  removeHome,
  returnHome,
  type Home,
  type Provider,
} from "./homes.ts";
import { LeaveGate } from "./leave-gate.ts";
import { look, type HomeHttp } from "./look.ts";
import type { HomeView, Network, Shell } from "./ports.ts";
import { Reopening } from "./reopening.ts";
import type { Asker, Screen, View } from "./screen.ts";

/** What the app stands on; a browser on a desk has stand-ins for all of it. */
export interface CompanionOptions {
  /** Scheme of the links to this app. */
  scheme: string;
  signIn: SignIn;
  http: HomeHttp;
  view: HomeView;
  store: HomeStore;
  shell: Shell;
  network: Network;
  /** Unix seconds, with their fractions. */
  now(): number;
  /** The web view's own user agent. */
  userAgent: string;
  /** Android destroys what is above an activity of `singleTask`. */
  singleTask: boolean;
  insecureLoopback?: true;
}

/** The app without its looks: what is on the screen, and what a press does. */
export class Companion {
  private readonly _options: CompanionOptions;

  private readonly _listeners = new Set<() => void>();

  private readonly _gate: LeaveGate;

  private readonly _reopening: Reopening;

  private _view: View;

  /** The home in the web view. */
  private _opened?: string;

  /** Counts what the web view was opened or closed for. */
  private _turns = 0;

  /** Repeats what did not open. */
  private _again = () => {};

  private _looks = 0;

  private _closing = false;

  private _restored = false;

  constructor(options: CompanionOptions) {
    this._options = options;
    this._gate = new LeaveGate(options.now);
    this._reopening = new Reopening(options.now);
    this._view = {
      screen: { name: "homes" },
      homes: options.store.read(),
      last: options.store.readLast(),
      online: options.network.online,
    };
  }

  get view(): View {
    return this._view;
  }

  subscribe(listener: () => void): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  /** Once, when the app starts. */
  async start(): Promise<void> {
    const { signIn, shell, view, network } = this._options;
    shell.onLink((url) => this._link(url));
    shell.onBack(() => this._back());
    shell.onResume(() => this._resumed());
    view.onClosed(() => this._closed());
    view.onVisited((url) => void this._visited(url));
    network.onChange(() => this._set({ online: network.online }));
    signIn.subscribe((state) => this._signInChanged(state));
    await signIn.restore();
    this._restored = true;
  }

  showHomes(): void {
    this._show({ name: "homes" });
  }

  showAdd(address = ""): void {
    this._show({ name: "add", address });
  }

  showHome(origin: string): void {
    this._visit(origin);
    this._show({ name: "home", origin });
  }

  /** Looks who is at an address that a person typed. */
  async look(text: string): Promise<void> {
    const address = readAddress(text, this._options.insecureLoopback);
    if (address.is !== "origin") {
      this._show({ name: "add", address: text, problem: address.is });
      return;
    }
    const { origin } = address;
    this._show({ name: "add", address: text, looking: true });
    const found = await this._find(origin);
    if (found === "overtaken") return;
    this._show(
      found.is === "home"
        ? { name: "found", origin, providers: found.providers }
        : { name: "add", address: text, problem: found.is }
    );
  }

  /** What a picture showed; a code in it is as good as a link from anybody. */
  scanned(text: string | undefined): void {
    const link = text && readAppLink(text, this._options.scheme);
    const address = link && link.asks === "add" ? link.address : text;
    if (address === undefined || !this._ask(address, "code")) {
      this._show({ name: "add", address: "", problem: "no_code" });
    }
  }

  /** Yes, to the home that a link or a code asked for. */
  async addAsked(): Promise<void> {
    const { screen } = this._view;
    if (screen.name !== "asked") return;
    const { name, origin, by } = screen;
    this._show({ name, origin, by, looking: true });
    const found = await this._find(origin);
    if (found === "overtaken") return;
    if (found.is === "home") this._add(origin, hostOf(origin), found.providers);
    else this._show({ name, origin, by, problem: found.is });
  }

  /** Yes, to the home that was found. */
  addFound(name: string): void {
    const { screen } = this._view;
    if (screen.name !== "found") return;
    const { origin, providers } = screen;
    this._add(origin, name.trim() || hostOf(origin), providers);
  }

  /** A press on a home in the list. */
  enter(origin: string): void {
    const home = this.home(origin);
    if (!home) return;
    if (this._view.waiting === origin) this._showSignIn();
    else if (home.session === "out") this._begin(home);
    else void this.open(origin);
  }

  /** Opens the home as it was left. */
  async open(origin: string): Promise<void> {
    const { signIn } = this._options;
    await this._openAs(origin, () => signIn.openHome(origin));
  }

  /** Opens the home's own login page, whoever was there before. */
  async usePassword(origin: string): Promise<void> {
    this._change(origin, { session: "unknown" });
    await this.open(origin);
  }

  /** Opens a login page that takes a code from any other device. */
  async useAnotherDevice(origin: string): Promise<void> {
    this._change(origin, { session: "unknown" });
    const { signIn } = this._options;
    await this._openAs(origin, () => signIn.openHome(origin, "match"));
  }

  /** Opens Home Assistant's own profile, where its sign-out is. */
  async signOut(origin: string): Promise<void> {
    const { view, userAgent } = this._options;
    const page = { url: `${origin}/profile`, headers: {} };
    const ours = webViewUserAgent(userAgent);
    await this._openAs(origin, async () => {
      await view.open({ ...page, userAgent: ours });
      this._change(origin, { session: "out" });
    });
  }

  /** Begins a sign-in, or goes back to the one that waits. */
  signIn(origin: string, provider: string): void {
    this._visit(origin);
    this._gate.tapped();
    this._options.signIn.signIn(origin, provider);
    this._showSignIn();
  }

  /** The same once more. */
  tryAgain(): void {
    const { screen } = this._view;
    if (screen.name === "not-opened") this._again();
    if (screen.name !== "sign-in") return;
    this.signIn(screen.state.home, screen.state.provider);
  }

  continueSignIn(): void {
    this._options.signIn.continue();
  }

  changeSignIn(): void {
    this._options.signIn.change();
  }

  cancelSignIn(): void {
    this._options.signIn.cancel();
  }

  remove(origin: string): void {
    const { homes } = this._view;
    const place = homes.findIndex((home) => home.origin === origin);
    const home = homes[place];
    if (!home) return;
    if (this._view.waiting === origin) this.cancelSignIn();
    this._keep(removeHome(homes, origin));
    this.showHomes();
    this._set({ removed: { home, place } });
  }

  undo(): void {
    const { removed, homes } = this._view;
    if (!removed) return;
    const { home, place } = removed;
    this._keep(returnHome(homes, home, place));
    this._set({ removed: undefined, last: home.origin });
  }

  home(origin: string): Home | undefined {
    return this._view.homes.find((home) => home.origin === origin);
  }

  /** What a provider is called, or its id where the home dropped it. */
  providerName(origin: string, id: string): string {
    const providers = this.home(origin)?.providers ?? [];
    return providers.find((provider) => provider.id === id)?.name ?? id;
  }

  private _begin(home: Home): void {
    const [provider, ...others] = home.providers;
    if (!provider || others.length > 0) this.showHome(home.origin);
    else this.signIn(home.origin, provider.id);
  }

  private _add(origin: string, name: string, providers: Provider[]): void {
    const home = { origin, name, providers, session: "out" as const };
    this._keep(addHome(this._view.homes, home));
    this._begin(home);
  }

  private async _find(origin: string) {
    this._looks += 1;
    const mine = this._looks;
    const found = await look(this._options.http, origin);
    return mine === this._looks ? found : "overtaken";
  }

  private async _openAs(
    origin: string,
    show: () => Promise<void>
  ): Promise<void> {
    this._gate.tapped();
    this._turn(origin);
    this._again = () => void this._openAs(origin, show);
    this._visit(origin);
    this._show({ name: "opening", origin });
    const shown = await show().then(
      () => true,
      () => false
    );
    const { screen } = this._view;
    if (screen.name !== "opening" || screen.origin !== origin) return;
    this._show(shown ? { name: "homes" } : { name: "not-opened", origin });
  }

  private _signInChanged(state: SignInState): void {
    if (state.step === "idle") return;
    const { home, step } = state;
    const over = step === "settled" || step === "opening";
    this._set({ waiting: over ? undefined : home });
    if (step === "opening") this._turn(home);
    if (step === "settled" && state.reason === "signed-in") {
      this._visit(home);
      this._change(home, { session: "in" });
      this.showHomes();
    } else if (this._interrupts(state)) this._showSignIn();
  }

  /** Whoever went on to another screen is not taken away by a hint. */
  private _interrupts(state: SignInState): boolean {
    switch (state.step) {
      case "starting":
      case "finishing":
      case "opening":
        return true;
      case "away":
        if (state.question?.about === "other" || !this._restored) return true;
        return this._view.screen.name === "sign-in";
      case "idle":
      case "settled":
        return this._view.screen.name === "sign-in";
    }
  }

  private _showSignIn(): void {
    const { state } = this._options.signIn;
    if (state.step !== "idle") this._show({ name: "sign-in", state });
  }

  private _link(url: string): void {
    const link = readAppLink(url, this._options.scheme);
    if (link?.asks === "add") this._ask(link.address, "link");
    const { last } = this._view;
    if (link?.asks === "continue" && last && this.home(last)) {
      this.showHome(last);
    }
  }

  /** Asks before anything is sent anywhere. */
  private _ask(address: string, by: Asker): boolean {
    const read = readAddress(address, this._options.insecureLoopback);
    if (read.is === "no_address") return false;
    if (read.is === "not_https") {
      this._show({ name: "add", address, problem: read.is });
    } else this._show({ name: "asked", origin: read.origin, by });
    return true;
  }

  private _back(): void {
    if (this._view.screen.name === "homes") this._options.shell.minimize();
    else this.showHomes();
  }

  private _resumed(): void {
    if (!this._options.singleTask || !this._reopening.resumed()) return;
    if (this._opened) void this.open(this._opened);
  }

  private _closed(): void {
    if (this._closing) return;
    this._turns += 1;
    this._reopening.closed();
    if (this._view.screen.name === "opening") this.showHomes();
  }

  /** The web view came to a page: one address of one home says something. */
  private async _visited(url: string): Promise<void> {
    const origin = this._opened;
    if (!origin) return;
    const provider = readLeave(url, origin);
    if (provider === undefined || !this._gate.pass()) return;
    const turn = this._turns;
    const lists = await this._lists(origin, provider);
    // The answer may take its time, and the person be in another home by then.
    if (turn !== this._turns) return;
    if (lists === undefined) this._gate.giveBack();
    if (!lists) return;
    await this._closeView();
    this._options.signIn.signIn(origin, provider);
  }

  /** Nothing where the home does not answer. */
  private async _lists(
    origin: string,
    provider: string
  ): Promise<boolean | undefined> {
    const listed = () =>
      this.home(origin)?.providers.some(({ id }) => id === provider) ?? false;
    if (listed()) return true;
    const found = await look(this._options.http, origin);
    if (found.is === "nothing" || found.is === "untrusted") return undefined;
    if (found.is === "home") {
      this._change(origin, { providers: found.providers });
    }
    return listed();
  }

  private async _closeView(): Promise<void> {
    this._closing = true;
    // Not after the wait: the person may have entered a home meanwhile.
    this._opened = undefined;
    await this._options.view.close();
    this._closing = false;
  }

  private _turn(origin: string): void {
    this._turns += 1;
    this._opened = origin;
  }

  private _visit(origin: string): void {
    this._options.store.writeLast(origin);
    this._set({ last: origin });
  }

  private _change(origin: string, change: Partial<Omit<Home, "origin">>): void {
    this._keep(changeHome(this._view.homes, origin, change));
  }

  private _keep(homes: readonly Home[]): void {
    this._options.store.write(homes);
    this._set({ homes });
  }

  private _show(screen: Screen): void {
    this._looks += 1;
    this._set({ screen, removed: undefined });
  }

  private _set(change: Partial<View>): void {
    this._view = { ...this._view, ...change };
    this._listeners.forEach((listener) => listener());
  }
}
