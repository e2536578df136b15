import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';

/** What a data directory and the process that works on it take. */
export type Footprint = {
  readonly rows: Readonly<Record<string, number>>;
  readonly files: number;
  readonly databaseMegabytes: number;
  readonly heapMegabytes: number;
  /** Open files and sockets of this process; 0 where the system does not tell. */
  readonly handles: number;
};

function countRows(file: string): Readonly<Record<string, number>> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    const counts = tables.map(({ name }) => {
      const row = db.prepare(`SELECT count(*) AS count FROM "${String(name)}"`).get();
      return [String(name), Number(row?.['count'])] as const;
    });
    return Object.fromEntries(counts);
  } finally {
    db.close();
  }
}

function openHandles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

const megabytes = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;

/** Measures after everything that can be let go of was collected; Node is started with --expose-gc. */
export async function footprint(home: string): Promise<Footprint> {
  // What finalizers let go of, such as signals that depend on others, is collected in one of the next rounds.
  for (let round = 0; round < 10; round += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  const file = join(home, 'tributary.db');
  return {
    rows: countRows(file),
    files: readdirSync(home, { recursive: true }).length,
    databaseMegabytes: megabytes(statSync(file).size),
    heapMegabytes: megabytes(process.memoryUsage().heapUsed),
    handles: openHandles(),
  };
}
