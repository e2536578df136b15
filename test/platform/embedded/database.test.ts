import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Database, openDatabase, translateError } from '../../../platform/embedded/database.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const newFile = (): string => join(directory(), 'tributary.db');
const migrations = readdirSync(new URL('../../../platform/embedded/migrations/', import.meta.url));

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const put = (db: Database, id: string, value = '{}'): number =>
  db.run("INSERT INTO document (tenant, collection, id, version, value) VALUES ('t', 'c', ?, 1, ?)", id, value);
const documents = (db: Database): string[] =>
  db.all('SELECT id FROM document ORDER BY id').map((row) => String(row['id']));

describe('migrations', () => {
  test('are numbered without a gap and applied in order, once', () => {
    expect(migrations.map((name) => Number(name.slice(0, 3)))).toEqual(migrations.map((_, index) => index + 1));
    const file = newFile();
    const first = openDatabase({ file });
    put(first, 'kept');
    expect(first.get('PRAGMA user_version')).toMatchObject({ user_version: migrations.length });
    first.close();
    const second = openDatabase({ file });
    expect(second.get('PRAGMA user_version')).toMatchObject({ user_version: migrations.length });
    expect(documents(second)).toEqual(['kept']);
    second.close();
  });

  test('opening an up-to-date database writes nothing, so that it works beside a writer', () => {
    const file = newFile();
    const writer = openDatabase({ file });
    writer.transaction(() => {
      put(writer, 'uncommitted');
      const reader = openDatabase({ file });
      expect(documents(reader)).toEqual([]);
      reader.close();
    });
    writer.close();
  });

  test('a database of a newer program is refused and left as it is', () => {
    const file = newFile();
    const db = openDatabase({ file });
    db.run('PRAGMA user_version = 999');
    db.close();
    const before = readFileSync(file);
    expect(thrownBy(() => openDatabase({ file }))).toMatchObject({
      name: 'StorageFailed',
      code: 'database-newer',
      message: expect.stringContaining('newer Tributary'),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('transactions', () => {
  test('all or nothing', () => {
    const db = openDatabase({ file: newFile() });
    const failure = new Error('of the work');
    const work = (): void => {
      put(db, 'a');
      throw failure;
    };
    expect(thrownBy(() => db.transaction(work))).toBe(failure);
    expect(documents(db)).toEqual([]);
    expect(db.transaction(() => put(db, 'b'))).toBe(1);
    expect(documents(db)).toEqual(['b']);
    db.close();
  });

  test('a transaction inside a transaction ends with the outer one', () => {
    const db = openDatabase({ file: newFile() });
    const outer = (): void =>
      db.transaction(() => {
        db.transaction(() => put(db, 'inner'));
        put(db, 'outer');
        throw new Error('late');
      });
    expect(outer).toThrow('late');
    expect(documents(db)).toEqual([]);
    db.transaction(() => db.transaction(() => put(db, 'inner')));
    expect(documents(db)).toEqual(['inner']);
    db.close();
  });

  test('an error of SQLite that is our mistake stays what it is and undoes the transaction', () => {
    const db = openDatabase({ file: newFile() });
    put(db, 'a');
    const work = (): void => {
      put(db, 'b');
      put(db, 'a');
    };
    const error = thrownBy(() => db.transaction(work));
    expect(Error.isError(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringContaining('UNIQUE'), code: 'ERR_SQLITE_ERROR' });
    expect(documents(db)).toEqual(['a']);
    db.close();
  });
});

describe('a database that cannot be used', () => {
  const corrupt = {
    name: 'StorageFailed',
    code: 'database-corrupt',
    message: expect.stringContaining('restore a backup'),
  };

  test.each([
    ['text', Buffer.from('this is not a database, but it is long enough to be one '.repeat(100))],
    ['a header alone', Buffer.from('SQLite format 3\0'.padEnd(4_096, '\xff'), 'latin1')],
  ])('%s in its place is StorageFailed, and is not written to', (_what, content) => {
    const file = newFile();
    writeFileSync(file, content);
    expect(thrownBy(() => openDatabase({ file }))).toMatchObject(corrupt);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('overwritten bytes are StorageFailed when they are read', () => {
    const file = newFile();
    const db = openDatabase({ file });
    db.transaction(() => {
      for (let index = 0; index < 500; index++) put(db, String(index), JSON.stringify('x'.repeat(500)));
    });
    db.close();
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(statSync(file).size - 4_096, 0xff), 0, undefined, 4_096);
    closeSync(descriptor);
    const work = (): void => {
      const damaged = openDatabase({ file });
      try {
        damaged.all('SELECT * FROM document');
      } finally {
        damaged.close();
      }
    };
    expect(thrownBy(work)).toMatchObject(corrupt);
  });

  test('a folder in its place is StorageFailed', () => {
    expect(thrownBy(() => openDatabase({ file: directory() }))).toMatchObject({
      name: 'StorageFailed',
      code: 'database-unopenable',
    });
  });

  test.each([
    [13, 'StorageFailed', 'disk-full'],
    [11, 'StorageFailed', 'database-corrupt'],
    [267, 'StorageFailed', 'database-corrupt'],
    [26, 'StorageFailed', 'database-corrupt'],
    [10, 'StorageFailed', 'database-io'],
    [778, 'StorageFailed', 'database-io'],
    [8, 'StorageFailed', 'database-readonly'],
    [14, 'StorageFailed', 'database-unopenable'],
    [5, 'PlatformUnavailable', 'database-busy'],
    [517, 'PlatformUnavailable', 'database-busy'],
  ])('SQLite error %i is %s %s', (errcode, name, code) => {
    const cause = Object.assign(new Error('of SQLite'), { errcode });
    expect(translateError(cause, '/data/tributary.db')).toMatchObject({ name, code, cause });
  });
});
