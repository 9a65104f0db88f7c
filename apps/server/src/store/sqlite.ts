import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreUnusableError, type Store } from "@ha-external-login/flow";

/** Raised by whoever changes the tables; there is no way back. */
const schemaVersion = 1;

/** Beyond this new logins are refused; nothing is ever pushed out. */
const recordsCount = 100_000;

const schema = `
  CREATE TABLE short_lived (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX short_lived_by_end ON short_lived (expires_at);
  CREATE TABLE lasting (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE locks (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`;

/**
 * A store in one SQLite file, for one machine: processes may share the file,
 * hosts may not. The file is opened when it is first needed, and again after
 * a fault, so a gateway starts without it and recovers by itself.
 */
export function createSqliteStore(path: string): Store {
  let open: DatabaseSync | undefined;

  function ask<Result>(question: (database: DatabaseSync) => Result): Result {
    try {
      open ??= openDatabase(path);
      return question(open);
    } catch (error) {
      closeQuietly(open);
      open = undefined;
      if (error instanceof StoreUnusableError) throw error;
      throw new StoreUnusableError(`the store "${path}" cannot be used`, {
        cause: error,
      });
    }
  }

  function add(
    kind: string,
    key: string,
    value: string,
    expiresAt: number,
    conflict: string
  ): boolean {
    return ask((database) =>
      atomically(database, () => {
        const { changes } = database
          .prepare(
            `INSERT INTO short_lived (kind, key, value, expires_at)
             SELECT ?, ?, ?, ?
             WHERE (SELECT count(*) FROM short_lived) < ${recordsCount}
             ON CONFLICT DO ${conflict}`
          )
          .run(kind, key, value, expiresAt);
        if (changes > 0) return true;
        refuseIfFull(database);
        return false;
      })
    );
  }

  return {
    async consume(id, expiresAt) {
      return add("consumed", id, "", expiresAt, "NOTHING");
    },

    async put(kind, key, value, expiresAt) {
      add(
        kind,
        key,
        value,
        expiresAt,
        "UPDATE SET value = excluded.value, expires_at = excluded.expires_at"
      );
    },

    async take(kind, key, now) {
      const record = ask((database) =>
        database
          .prepare(
            `DELETE FROM short_lived WHERE kind = ? AND key = ?
             RETURNING value, expires_at > ? AS alive`
          )
          .get(kind, key, now)
      );
      return record?.["alive"] === 1 ? String(record["value"]) : undefined;
    },

    async get(kind, key) {
      const record = ask((database) =>
        database
          .prepare("SELECT value FROM lasting WHERE kind = ? AND key = ?")
          .get(kind, key)
      );
      return record && String(record["value"]);
    },

    async set(kind, key, value) {
      ask((database) =>
        database
          .prepare("INSERT OR REPLACE INTO lasting VALUES (?, ?, ?)")
          .run(kind, key, value)
      );
    },

    async delete(kind, key) {
      ask((database) =>
        database
          .prepare("DELETE FROM lasting WHERE kind = ? AND key = ?")
          .run(kind, key)
      );
    },

    async lock(name, now, expiresAt) {
      const holder = randomUUID();
      const { changes } = ask((database) =>
        database
          .prepare(
            `INSERT INTO locks (name, holder, expires_at) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE
             SET holder = excluded.holder, expires_at = excluded.expires_at
             WHERE locks.expires_at <= ?`
          )
          .run(name, holder, expiresAt, now)
      );
      if (changes === 0) return undefined;
      return async () => {
        ask((database) =>
          database
            .prepare("DELETE FROM locks WHERE name = ? AND holder = ?")
            .run(name, holder)
        );
      };
    },

    async sweep(now) {
      ask((database) =>
        atomically(database, () => {
          for (const table of ["short_lived", "locks"]) {
            database
              .prepare(`DELETE FROM ${table} WHERE expires_at <= ?`)
              .run(now);
          }
        })
      );
    },

    async close() {
      closeQuietly(open);
      open = undefined;
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its journal the mode of this file.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: 2_000 });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    prepareSchema(database, path);
    return database;
  } catch (error) {
    closeQuietly(database);
    throw error;
  }
}

/** Two processes may open a new file at once: one makes the tables. */
function prepareSchema(database: DatabaseSync, path: string): void {
  atomically(database, () => {
    const row = database.prepare("PRAGMA user_version").get();
    const version = row?.["user_version"];
    if (version === 0) database.exec(schema);
    else if (version !== schemaVersion) {
      throw new StoreUnusableError(
        `the store "${path}" was written by another release`,
        { cause: { expected: schemaVersion, received: version } }
      );
    }
  });
}

function atomically<Result>(
  database: DatabaseSync,
  change: () => Result
): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = change();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function refuseIfFull(database: DatabaseSync): void {
  const row = database.prepare("SELECT count(*) AS n FROM short_lived").get();
  if (Number(row?.["n"]) < recordsCount) return;
  throw new StoreUnusableError("the store holds as many records as it may", {
    cause: { expected: `fewer than ${recordsCount}`, received: row?.["n"] },
  });
}

function closeQuietly(database: DatabaseSync | undefined): void {
  if (database?.isOpen) database.close();
}
