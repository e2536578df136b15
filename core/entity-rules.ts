import type { LedgerEntry } from './generated/ledger-entry.generated.ts';

/** Digits after the point of a decimal text. */
const scaleOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

/** Exact: the texts as whole numbers of the smallest unit that any of them has. */
function isSumZero(amounts: readonly { readonly text: string; readonly sign: 1n | -1n }[]): boolean {
  const scale = Math.max(0, ...amounts.map(({ text }) => scaleOf(text)));
  const units = amounts.map(
    ({ text, sign }) => sign * BigInt(text.replace('.', '') + '0'.repeat(scale - scaleOf(text))),
  );
  return units.reduce((total, unit) => total + unit, 0n) === 0n;
}

function unbalanced({ lines }: LedgerEntry): string | undefined {
  const amounts: { readonly text: string; readonly sign: 1n | -1n }[] = [];
  for (const [index, { debit, credit }] of lines.entries()) {
    if ((debit === undefined) === (credit === undefined))
      return `lines[${index}] must have either debit or credit, and it has ${debit === undefined ? 'neither' : 'both'}`;
    amounts.push(debit === undefined ? { text: credit ?? '0', sign: -1n } : { text: debit, sign: 1n });
  }
  return isSumZero(amounts) ? undefined : 'debit and credit of its lines are not equal in sum';
}

/** What no schema can say of an entity that its schema accepts; undefined when nothing is wrong. */
export function brokenRule(entity: string, body: object): string | undefined {
  return entity === 'ledger-entry' ? unbalanced(body as LedgerEntry) : undefined;
}
