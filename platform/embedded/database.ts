import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { TributaryError } from '../../core/errors.ts';

export type Row = Record<string, SQLInputValue>;

/** One SQLite file in WAL mode. All adapters of the embedded platform share it, so that their writes can be one transaction. */
export type Database = {
  readonly file: string;
  /** Runs a statement; gives the number of rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** All or nothing; a transaction inside a transaction is part of the outer one. */
  transaction<T>(work: () => T): T;
  /** Writes a consistent copy, without free pages, into a new file; writers are not held up. */
  copyTo(file: string): void;
  /** Writes the file anew without anything that was deleted or replaced, and empties the log of writes. */
  compact(): void;
  close(): void;
};

export type DatabaseOptions = {
  readonly file: string;
  /** Largest size of the file in MB; beyond it every write fails as on a full disk. */
  readonly maxMegabytes?: number;
};

type SqliteError = Error & { readonly errcode?: number };
const primaryCode = (error: unknown): number => ((error as SqliteError).errcode ?? 0) & 0xff;
const SQLITE = { busy: 5, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notadb: 26 } as const;

const storageMessages: Readonly<Record<number, readonly [code: string, what: string]>> = {
  [SQLITE.full]: [
    'disk-full',
    'is full: free some space or raise TRIBUTARY_MAX_DATABASE_MB, then start again; nothing that was confirmed is lost',
  ],
  [SQLITE.corrupt]: [
    'database-corrupt',
    'is damaged: stop all processes, keep a copy of the directory, and restore a backup',
  ],
  [SQLITE.notadb]: [
    'database-corrupt',
    'is not a database (any more): keep a copy of the directory, and restore a backup',
  ],
  [SQLITE.ioerr]: ['database-io', 'cannot be read or written: look at the disk it is on'],
  [SQLITE.readonly]: ['database-readonly', 'cannot be written: look at its permissions'],
  [SQLITE.cantopen]: ['database-unopenable', 'cannot be opened: look at the directory and its permissions'],
};

/** SQLite's error as one of ours: full, damaged and unreadable end the process, busy may pass, anything else is a bug. */
export function translateError(error: unknown, file: string): unknown {
  const code = primaryCode(error);
  const known = storageMessages[code];
  if (known)
    return new TributaryError('StorageFailed', {
      code: known[0],
      message: `The database ${file} ${known[1]}.`,
      cause: error,
    });
  if (code === SQLITE.busy) {
    return new TributaryError('PlatformUnavailable', {
      code: 'database-busy',
      message: `The database ${file} was locked by another process for over 5 s.`,
      cause: error,
    });
  }
  return error;
}

const migrations = new URL('./migrations/', import.meta.url);

function migrationNames(): readonly string[] {
  return readdirSync(migrations)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}

/** The version of a database that this program has brought up to date. */
export function knownVersion(): number {
  return migrationNames().length;
}

/** Files of ./migrations in name order; the number of those applied is the database's `user_version`. Never edit one that was released. */
function migrate(db: DatabaseSync, file: string): void {
  const names = migrationNames();
  const versionNow = (): number => Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  // Most opens change nothing: they must work on a full disk and beside a process that is writing.
  if (versionNow() === names.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    const version = versionNow();
    if (version > names.length) {
      const message = `The database ${file} has version ${version}, and this program knows ${names.length}: it was written by a newer Tributary. Use that one.`;
      throw new TributaryError('StorageFailed', { code: 'database-newer', message });
    }
    for (const name of names.slice(version)) db.exec(readFileSync(new URL(name, migrations), 'utf8'));
    db.exec(`PRAGMA user_version = ${names.length}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function openFile(options: DatabaseOptions): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(options.file, { timeout: 5_000 });
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000',
    );
    if (options.maxMegabytes !== undefined)
      db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor((options.maxMegabytes * 1024 * 1024) / 4096))}`);
    migrate(db, options.file);
    return db;
  } catch (error) {
    db?.close();
    throw translateError(error, options.file);
  }
}

/** Opens a copy for reading alone, whatever its version. Throws StorageFailed. */
export function openCopy(file: string): Database {
  try {
    return databaseOver(new DatabaseSync(file, { readOnly: true }), { file });
  } catch (error) {
    throw translateError(error, file);
  }
}

/** Opens (or creates) the database and brings it to this program's version. Throws StorageFailed. */
export function openDatabase(options: DatabaseOptions): Database {
  return databaseOver(openFile(options), options);
}

/** What is deleted is overwritten with zeros meanwhile, also in pages that stay in use. */
function compact(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA secure_delete = ON; VACUUM');
  // Readers of an old state hold up the end of the log; busy = 1 says so.
  const [row] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  if (Number(row?.['busy'] ?? 0) === 0) return;
  const message = `Another process reads the database ${file}, so that its log cannot be emptied: try again in a while, or stop the worker first.`;
  throw new TributaryError('PlatformUnavailable', { code: 'database-busy', message });
}

function databaseOver(db: DatabaseSync, options: DatabaseOptions): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw translateError(error, options.file);
    }
  };
  return {
    file: options.file,
    run: (sql, ...values) => guarded(() => Number(prepared(sql).run(...values).changes)),
    get: (sql, ...values) => guarded(() => prepared(sql).get(...values) as Row | undefined),
    all: (sql, ...values) => guarded(() => prepared(sql).all(...values) as Row[]),
    transaction: (work) => {
      if (db.isTransaction) return work();
      guarded(() => db.exec('BEGIN IMMEDIATE'));
      try {
        const result = work();
        guarded(() => db.exec('COMMIT'));
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    copyTo: (file) => {
      try {
        db.prepare('VACUUM INTO ?').run(file);
      } catch (error) {
        throw translateError(error, file);
      }
    },
    compact: () => guarded(() => compact(db, options.file)),
    close: () => guarded(() => db.close()),
  };
}
