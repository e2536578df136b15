import { parseKeepingDigits } from '../../core/json.ts';
import type { RunStatus, StreamResult } from '../../core/run.ts';
import { runLine } from './run-result.ts';
import { clockText } from './time-text.ts';

/** As much of a CloudEvents event as a line shows. */
type AnyEvent = {
  readonly type?: string;
  readonly subject?: string;
  readonly time?: string;
  readonly connection?: string;
  readonly stream?: string;
  readonly entity?: string;
  readonly data?: unknown;
};

/** The events in a message: those of a CloudEvents batch, or the only one. */
export function eventsIn(body: string): readonly object[] {
  try {
    const value = parseKeepingDigits(body);
    const events = Array.isArray(value) ? value : [value];
    return events.filter((event) => event !== null && typeof event === 'object');
  } catch {
    return [{ type: 'not JSON', data: body.slice(0, 200) }];
  }
}

/** One line per event: when, what, whose. */
export function eventLine(event: object): string {
  const { type = '', subject, time, connection, stream, entity, data } = event as AnyEvent;
  const at = time === undefined ? '' : `${clockText(new Date(time))}  `;
  if (entity !== undefined) {
    const change = type.split('.').at(-1) ?? '';
    return `${at}${change.padEnd(8)} ${entity} ${subject ?? ''}  ${connection ?? ''}/${stream ?? ''}${nameIn(data)}`;
  }
  if (type === 'tributary.notification.run') return `${at}${runNotification(data)}`;
  return `${at}${type === '' ? 'pointer' : type.replace('tributary.', '')} ${subject ?? ''} ${JSON.stringify(type === '' ? event : (data ?? {}))}`;
}

function nameIn(data: unknown): string {
  const { name, number } = (data ?? {}) as Readonly<Record<string, unknown>>;
  const known = [number, name].filter((part) => typeof part === 'string');
  return known.length === 0 ? '' : `  ${known.join(' ')}`;
}

/** What notification.run carries. */
export type RunNotification = {
  readonly tenant: string;
  readonly connection: string;
  readonly run: number;
  readonly status: RunStatus | 'interrupted';
  readonly streams?: readonly StreamResult[];
  readonly error?: { readonly name: string; readonly code?: string; readonly message: string };
};

/** The line of a run that ended or was interrupted. */
export function runNotification(data: unknown): string {
  const { connection, run, status, streams = [], error } = data as RunNotification;
  if (status === 'interrupted') return `run ${connection}/${run} was interrupted and is continued`;
  return runLine({ connection, run, status, results: streams, ...(error ? { error } : {}) });
}
