import { messageOf } from '../../core/errors.ts';

/** How many different failures are told one by one. */
const limit = 50;

/** Tells of failures that are tried again by themselves, the same one once. */
export function failureReporter(tell: (line: string) => void): (what: string, error: unknown) => void {
  const told = new Set<string>();
  return (what, error) => {
    const line = `${what}: ${messageOf(error)}`;
    if (told.has(line) || told.size > limit) return;
    told.add(line);
    tell(told.size > limit ? 'More failures are not shown here.' : `${line} (it is tried again)`);
  };
}
