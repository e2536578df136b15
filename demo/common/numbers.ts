/** The next number of a range, from 1. A number is never given twice, also when its row was deleted. */
export type NextNumber = (range: string) => number;

export function createNumbers(): NextNumber {
  const last = new Map<string, number>();
  return (range) => {
    const number = (last.get(range) ?? 0) + 1;
    last.set(range, number);
    return number;
  };
}
