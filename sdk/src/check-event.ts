import { checks } from './checks.ts';
import type { ConsumerEvent, InformationEvent } from './event.ts';
import { idKey, subjectKey } from './state.ts';

/** How much is checked: `off` looks only at what ids, order and repeats depend on. */
export type Validation = 'strict' | 'off';

export type CheckedEvent =
  | {
      readonly kind: 'event';
      readonly event: ConsumerEvent;
      /** Under which it is remembered; the same for all events of one entity. */
      readonly key: string;
      /** What is remembered: a revision, or the time of a notification. */
      readonly mark: string;
      readonly hasRevision: boolean;
      /** What is wrong with its data; looked at only if the event is new. */
      readonly problem: () => string | undefined;
    }
  | { readonly kind: 'invalid'; readonly problem: string };

const informationType = /^tributary\.information\.(.+)\.(created|updated|deleted|snapshot)$/;
const revisionPattern = /^\d{8}\.\d{6}\.\d{4}\.\d{4}$/;

/** Looks at an event: what it is remembered by, and what is wrong with it. */
export function checkEvent(value: unknown, validation: Validation): CheckedEvent {
  const fields: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  const missing = ['id', 'source', 'type'].filter((name) => !isText(fields[name]));
  if (missing.length > 0) return { kind: 'invalid', problem: `it is no CloudEvent: ${missing.join(', ')} missing` };
  if (fields['specversion'] !== '1.0') return { kind: 'invalid', problem: 'it is no CloudEvent of version 1.0' };
  const type = String(fields['type']);
  if (type.startsWith('tributary.information.')) return checkInformation(fields, type, validation);
  const event = fields as ConsumerEvent & { readonly entity?: undefined };
  const mark = isText(fields['time']) ? fields['time'] : '-';
  return { kind: 'event', event, key: idKey(event), mark, hasRevision: false, problem: () => undefined };
}

function checkInformation(
  fields: Readonly<Record<string, unknown>>,
  type: string,
  validation: Validation,
): CheckedEvent {
  const missing = ['tenant', 'connection', 'entity', 'subject', 'revision'].filter((name) => !isText(fields[name]));
  if (missing.length > 0) return { kind: 'invalid', problem: `${missing.join(', ')} missing` };
  const event = fields as InformationEvent;
  const [, entity, change] = informationType.exec(type) ?? [];
  if (entity !== event.entity) return { kind: 'invalid', problem: 'type and entity disagree' };
  if (!revisionPattern.test(event.revision)) return { kind: 'invalid', problem: 'the revision cannot be compared' };
  const problem = validation === 'off' ? undefined : checks['envelope']?.(event);
  if (problem !== undefined) return { kind: 'invalid', problem };
  const data = (): string | undefined =>
    validation === 'off' || change === 'deleted' ? undefined : checkData(event.entity, event.data);
  return { kind: 'event', event, key: subjectKey(event), mark: event.revision, hasRevision: true, problem: data };
}

/** A tenant's own entity, and one of a later version, has no check. */
function checkData(entity: string, data: unknown): string | undefined {
  const check = entity !== 'envelope' && Object.hasOwn(checks, entity) ? checks[entity] : undefined;
  return check?.(withoutOwnFields(data));
}

function withoutOwnFields(data: unknown): unknown {
  if (!isObject(data) || !('custom' in data)) return data;
  const { custom: _own, ...canonical } = data;
  return canonical;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
