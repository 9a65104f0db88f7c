import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreUnusableError, type Store } from "@ha-external-login/flow";

/** Raised by whoever changes the tables; there is no way back. */
const schemaVersion = 1;

const schema = `
  CREATE TABLE short_lived (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX short_lived_by_end ON short_lived (expires_at);
  CREATE TABLE short_lived_count (n INTEGER NOT NULL) STRICT;
  INSERT INTO short_lived_count VALUES (0);
  CREATE TRIGGER short_lived_comes AFTER INSERT ON short_lived
    BEGIN UPDATE short_lived_count SET n = n + 1; END;
  CREATE TRIGGER short_lived_goes AFTER DELETE ON short_lived
    BEGIN UPDATE short_lived_count SET n = n - 1; END;
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
 *
 * @param recordsCount short-lived records beyond which new ones are refused;
 * none is ever pushed out.
 */
export function createSqliteStore(path: string, recordsCount = 100_000): Store {
  let open: DatabaseSync | undefined;

  function ask<Result>(question: (database: DatabaseSync) => Result): Result {
    try {
      open ??= openDatabase(path);
      return question(open);
    } catch (error) {
      if (error instanceof StoreUnusableError) throw error;
      closeQuietly(open);
      open = undefined;
      throw new StoreUnusableError(`the store "${path}" cannot be used`, {
        cause: error,
      });
    }
  }

  function add(
    kind: string,
    key: string,
    value: string,
    expiresAt: number
  ): boolean {
    return ask((database) =>
      atomically(database, () => {
        const found = database
          .prepare("SELECT 1 FROM short_lived WHERE kind = ? AND key = ?")
          .get(kind, key);
        if (found) return false;
        refuseIfFull(database, recordsCount);
        database
          .prepare("INSERT INTO short_lived VALUES (?, ?, ?, ?)")
          .run(kind, key, value, expiresAt);
        return true;
      })
    );
  }

  return {
    async consume(id, expiresAt) {
      return add("consumed", id, "", expiresAt);
    },

    async put(kind, key, value, expiresAt) {
      return add(kind, key, value, expiresAt);
    },

    async peek(kind, key, now) {
      const record = ask((database) =>
        database
          .prepare(
            `SELECT value FROM short_lived
             WHERE kind = ? AND key = ? AND expires_at > ?`
          )
          .get(kind, key, now)
      );
      return record && String(record["value"]);
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

    async count(key, expiresAt) {
      return ask((database) =>
        atomically(database, () => {
          const counted = database
            .prepare(
              `UPDATE short_lived SET value = CAST(value AS INTEGER) + 1
               WHERE kind = 'count' AND key = ? RETURNING value`
            )
            .get(key);
          if (counted) return Number(counted["value"]);
          refuseIfFull(database, recordsCount);
          database
            .prepare("INSERT INTO short_lived VALUES ('count', ?, '1', ?)")
            .run(key, expiresAt);
          return 1;
        })
      );
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

function refuseIfFull(database: DatabaseSync, recordsCount: number): void {
  const row = database.prepare("SELECT n FROM short_lived_count").get();
  if (Number(row?.["n"]) < recordsCount) return;
  throw new StoreUnusableError("the store holds as many records as it may", {
    cause: { expected: `fewer than ${recordsCount}`, received: row?.["n"] },
  });
}

function closeQuietly(database: DatabaseSync | undefined): void {
  if (database?.isOpen) database.close();
}
