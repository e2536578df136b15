import { TributaryError } from '../core/errors.ts';

/** A position has eight digits for its run; some are left for the runs after the floor. */
const greatestFloor = 99_000_000;

/** The floor that is more than `margin` above the last run and above the floor there was. Throws InvalidInput where none is left. */
export function demandRunFloor(lastRun: number, floor: number, margin: number): number {
  const raised = Math.max(lastRun, floor) + margin;
  if (Number.isSafeInteger(margin) && margin > 0 && raised <= greatestFloor) return raised;
  const message = `Runs cannot be numbered from ${raised} on: a number has eight digits. Choose a smaller margin (--run-margin), still greater than the number of runs of any connection since the backup.`;
  throw new TributaryError('InvalidInput', { code: 'run-margin-unusable', message });
}
