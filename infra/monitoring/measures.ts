import { outcomeNames } from '../../core/outcome.ts';

/** Namespace of our own metrics in CloudWatch. */
export const metricNamespace = 'Tributary';
/** The dimension `service` of all of them, whichever function counts. */
export const metricService = 'tributary';

/** One number to be counted, with the connector it is about where that is known. */
export type Measure = { readonly metric: string; readonly value: number; readonly connector?: string };

/** `records` + `created` is `RecordsCreated`. */
export function metricName(what: string, case_: string): string {
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return `${capital(what)}${capital(case_)}`;
}

type Event = { readonly type?: string; readonly data?: unknown };
type RunData = {
  readonly connector: string;
  readonly status: string;
  readonly streams: readonly { readonly seconds: number; readonly error?: { readonly name: string } }[];
};
type Receipt = { readonly connector: string; readonly outcomes: Readonly<Record<string, number>> };

/**
 * What a message of a notification topic says in numbers: receipts give records by outcome, ended runs their status and
 * how long they took, drift its class. Anything else gives nothing.
 */
export function measuresOf(body: string): readonly Measure[] {
  const event = JSON.parse(body) as Event & Partial<Receipt>;
  switch (event.type) {
    case 'tributary.notification.run':
      return runMeasures(event.data as RunData);
    case 'tributary.notification.drift':
      return [{ metric: metricName('drift', (event.data as { readonly class: string }).class), value: 1 }];
    case undefined:
      return event.outcomes && event.connector !== undefined ? receiptMeasures(event as Receipt) : [];
    default:
      return [];
  }
}

function runMeasures({ connector, status, streams }: RunData): readonly Measure[] {
  const unsettled = streams.filter((stream) => stream.error?.name === 'NotSettled').length;
  return [
    { metric: metricName('runs', status), value: 1, connector },
    ...(unsettled === 0 ? [] : [{ metric: 'StreamsUnsettled', value: unsettled, connector }]),
    ...(streams.length === 0
      ? []
      : [{ metric: 'RunSeconds', value: Math.max(...streams.map((stream) => stream.seconds)), connector }]),
  ];
}

function receiptMeasures({ connector, outcomes }: Receipt): readonly Measure[] {
  return outcomeNames
    .map((name) => ({ metric: metricName('records', name), value: outcomes[name] ?? 0, connector }))
    .filter(({ value }) => value > 0);
}
