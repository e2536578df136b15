import type { Connection } from '../core/connector/model.ts';
import type { Run } from '../core/run.ts';
import { listConnections } from '../platform/catalogue.ts';
import type { EmbeddedPlatform } from '../platform/embedded/platform.ts';
import { runName } from './output/run-document.ts';
import { scheduleText } from './output/schedule-text.ts';
import { tableLines } from './output/table.ts';
import { relativeText } from './output/time-text.ts';

export type ConnectionState = { readonly connection: Connection; readonly nextAt?: string; readonly last?: Run };

/** Every connection of a tenant with when it runs next and what came of its last run. */
export async function connectionStates(
  platform: EmbeddedPlatform,
  tenant: string,
): Promise<readonly ConnectionState[]> {
  const schedules = new Map((await platform.schedules.list(tenant)).map(({ name, nextAt }) => [name, nextAt]));
  return Promise.all(
    (await listConnections(platform, tenant)).map(async (connection) => {
      const [last] = await platform.ledger.runs(tenant, connection.name, 1);
      const nextAt = connection.paused ? undefined : schedules.get(connection.name);
      return { connection, ...(nextAt === undefined ? {} : { nextAt }), ...(last ? { last } : {}) };
    }),
  );
}

export function connectionLines(states: readonly ConnectionState[], now: Date, width: number): readonly string[] {
  if (states.length === 0) return ['No connection yet: "tributary connection add --help" says how to make one.'];
  const columns = [
    { title: 'connection' },
    { title: 'connector' },
    { title: 'schedule', shrink: true },
    { title: 'next run' },
    { title: 'last run' },
    { title: '' },
  ];
  const rows = states.map(({ connection, nextAt, last }) => [
    connection.name,
    connection.connector,
    scheduleText(connection.schedule),
    connection.paused ? 'paused' : nextAt === undefined ? '-' : relativeText(nextAt, now),
    last ? runName(last) : '-',
    last ? `${last.status}${last.endedAt === undefined ? '' : `, ${relativeText(last.endedAt, now)}`}` : '',
  ]);
  return tableLines(columns, rows, width);
}
