import type { Connection } from '../core/connector/model.ts';
import type { Run } from '../core/run.ts';
import { listConnections } from '../platform/catalogue.ts';
import type { Platform } from '../platform/ports.ts';
import { runName } from './output/run-document.ts';
import { scheduleText } from './output/schedule-text.ts';
import { statusText } from './output/status-text.ts';
import { tableLines } from './output/table.ts';
import { relativeText } from './output/time-text.ts';

export type ConnectionState = { readonly connection: Connection; readonly nextAt?: string; readonly last?: Run };

/** Every connection of a tenant with when it runs next and what came of its last run. */
export async function connectionStates(platform: Platform, tenant: string): Promise<readonly ConnectionState[]> {
  const schedules = new Map((await platform.schedules.list(tenant)).map(({ name, nextAt }) => [name, nextAt]));
  return Promise.all(
    (await listConnections(platform, tenant)).map(async (connection) => {
      const [last] = await platform.ledger.runs(tenant, connection.name, 1);
      const nextAt = connection.paused ? undefined : schedules.get(connection.name);
      return { connection, ...(nextAt === undefined ? {} : { nextAt }), ...(last ? { last } : {}) };
    }),
  );
}

/** `working`: whether a worker runs, without which no schedule fires. */
export function connectionLines(
  states: readonly ConnectionState[],
  now: Date,
  width: number,
  working: boolean,
): readonly string[] {
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
    nextText(connection, nextAt, now, working),
    last ? runName(last) : '-',
    last ? `${statusText(last)}${last.endedAt === undefined ? '' : `, ${relativeText(last.endedAt, now)}`}` : '',
  ]);
  return tableLines(columns, rows, width);
}

function nextText({ paused, schedule }: Connection, nextAt: string | undefined, now: Date, working: boolean): string {
  if (paused) return 'paused';
  if (nextAt === undefined) return schedule ? 'on schedule' : '-';
  return working ? relativeText(nextAt, now) : 'when a worker runs';
}
