/** What oidc-provider keeps of one thing: a session, a code, a grant. */
type Payload = Record<string, unknown> & {
  grantId?: string;
  uid?: string;
  consumed?: number;
};

interface Kept {
  payload: Payload;
  expiresAt: number;
}

/**
 * Where oidc-provider keeps things: in this process, for as long as it runs.
 * Each call makes a place of its own, so that two providers share nothing.
 */
export function createMemory(): new (kind: string) => unknown {
  const kept = new Map<string, Kept>();

  return class Memory {
    private readonly _kind: string;

    constructor(kind: string) {
      this._kind = kind;
    }

    async upsert(id: string, payload: Payload, seconds: number): Promise<void> {
      const expiresAt = Date.now() + seconds * 1000;
      kept.set(this._key(id), { payload, expiresAt });
    }

    async find(id: string): Promise<Payload | undefined> {
      const found = kept.get(this._key(id));
      return found && found.expiresAt > Date.now() ? found.payload : undefined;
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      return this._all().find(({ payload }) => payload.uid === uid)?.payload;
    }

    async consume(id: string): Promise<void> {
      const found = kept.get(this._key(id));
      if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id: string): Promise<void> {
      kept.delete(this._key(id));
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of kept) {
        if (payload.grantId === grantId) kept.delete(key);
      }
    }

    _key(id: string): string {
      return `${this._kind}:${id}`;
    }

    _all(): Kept[] {
      return [...kept]
        .filter(([key]) => key.startsWith(`${this._kind}:`))
        .map(([, value]) => value);
    }
  };
}
