import { type Delivery, eventApplier, type Outcome } from './apply-event.ts';
import type { ApplyOptions, EventHandler } from './apply-options.ts';
import { type CheckedEvent, checkEvent } from './check-event.ts';
import { keyedTurns } from './turns.ts';

/** Handles the events of one message and gives the outcome of each. Never throws. */
export type Applier = (events: readonly unknown[], delivery: Delivery) => Promise<readonly Outcome[]>;

type Item = { readonly index: number; readonly raw: unknown; readonly checked: CheckedEvent };

/** What polling, SQS and webhooks share: the events of an entity one after another, all others as concurrency allows. */
export function createApplier(options: ApplyOptions, handler: EventHandler): Applier {
  const turn = keyedTurns();
  const applyEvent = eventApplier(options, handler);
  const applyGroup = async (group: readonly Item[], delivery: Delivery, outcomes: Outcome[]): Promise<void> => {
    let before: Item | undefined;
    for (const item of group) {
      // A repetition in the same batch shares the outcome: what has just failed is not tried again at once.
      const shared = before && isRepetition(item, before) ? outcomes[before.index] : undefined;
      const { raw, checked, index } = item;
      outcomes[index] = shared ?? (await applyEvent({ ...delivery, raw, checked }));
      before = item;
    }
    outdate(group, outcomes);
  };
  return async (events, delivery) => {
    const outcomes = events.map((): Outcome => 'left');
    const items = events.map(
      (raw, index): Item => ({ index, raw, checked: checkEvent(raw, options.validate ?? 'strict') }),
    );
    const work = [...grouped(items)].map(([key, group]) => turn(key, () => applyGroup(group, delivery, outcomes)));
    await Promise.all(work);
    return outcomes;
  };
}

/** By entity, each in the order of revisions; what cannot be told apart stands alone. */
function grouped(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = item.checked.kind === 'event' ? item.checked.key : `unknown ${item.index}`;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  for (const group of groups.values()) group.sort((a, b) => compareTexts(markOf(a), markOf(b)));
  return groups;
}

const markOf = ({ checked }: Item): string => (checked.kind === 'event' ? checked.mark : '');

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function isRepetition(item: Item, before: Item): boolean {
  return item.checked.kind === 'event' && markOf(item) === markOf(before);
}

/** A version that failed is of no use any more once a newer one was applied. */
function outdate(group: readonly Item[], outcomes: Outcome[]): void {
  const newest = group.findLastIndex(({ index, checked }) => outcomes[index] === 'done' && hasRevision(checked));
  for (const { index } of group.slice(0, Math.max(0, newest))) outcomes[index] = 'done';
}

const hasRevision = (checked: CheckedEvent): boolean => checked.kind === 'event' && checked.hasRevision;
