/**
 * The arrows on a batch's way (design §3), in order. Each is named after what has just been done, so that a test can end
 * the process between any two of them.
 */
export const faultPoints = [
  'page-read',
  'blob-put',
  'declared',
  'published',
  'events-published',
  'store-applied',
  'outcome-written',
  'receipt-sent',
  'acknowledged',
] as const;

export type FaultPoint = (typeof faultPoints)[number];

/** Called at each arrow. In production it does nothing; the test harness may end the process here. */
export type Checkpoint = (point: FaultPoint) => void;

export const noCheckpoint: Checkpoint = () => undefined;

/** The n-th time that a point is reached, or with `any` the n-th time that one of them is. */
export type Fault = { readonly point: FaultPoint | 'any'; readonly occurrence: number };

/** Reads `store-applied:3` (the third time that point is reached) or `any:40`; undefined when the text is no such thing. */
export function parseFault(text: string): Fault | undefined {
  const [name, count = '1'] = text.split(':');
  const point = ([...faultPoints, 'any'] as const).find((candidate) => candidate === name);
  const occurrence = Number(count);
  return point && Number.isInteger(occurrence) && occurrence > 0 ? { point, occurrence } : undefined;
}
