import { ibanOf, luhnDigit, modulus11Digit } from '../../common/check-digits.ts';
import type { Random } from '../../common/random.ts';
import type { Place } from './places.ts';

/** A company's registration number, written as people write it, and its VAT number. All are made up; check digits are right. */
export type CompanyNumbers = { readonly organization: string; readonly vat: string };

const accountLengths = { SE: 20, NO: 11, DE: 18, DK: 14, FI: 14 } as const;

/** An IBAN, sometimes in groups of four as on paper. Accounts begin with 00, which no bank of these countries uses. */
export function iban(random: Random, place: Place): string {
  const compact = ibanOf(place.country, `00${random.digits(accountLengths[place.country] - 2)}`);
  return random.chance(0.4) ? compact.replace(/(.{4})(?=.)/g, '$1 ') : compact;
}

function withModulus11(random: Random, first: string, weights: readonly number[]): string {
  for (;;) {
    const digits = first + random.digits(weights.length - first.length);
    const check = modulus11Digit(digits, weights);
    if (check !== undefined) return `${digits}${check}`;
  }
}

function swedish(random: Random): CompanyNumbers {
  const nine = `556${random.digits(6)}`;
  const plain = `${nine}${luhnDigit(nine)}`;
  const dashed = `${plain.slice(0, 6)}-${plain.slice(6)}`;
  return {
    organization: random.pick([dashed, dashed, plain, `${plain.slice(0, 6)} ${plain.slice(6)}`, ` ${dashed} `]),
    vat: random.pick([`SE${plain}01`, `SE${plain}01`, `SE ${plain} 01`, `se${dashed}01`]),
  };
}

function norwegian(random: Random): CompanyNumbers {
  const plain = withModulus11(random, '9', [3, 2, 7, 6, 5, 4, 3, 2]);
  const spaced = plain.replace(/(...)(...)/, '$1 $2 ');
  return {
    organization: random.pick([spaced, spaced, plain, plain.replace(/(...)(...)/, '$1.$2.')]),
    vat: random.pick([`NO ${spaced} MVA`, `NO${plain}MVA`, `no ${plain} mva`]),
  };
}

function german(random: Random): CompanyNumbers {
  const plain = `3${random.digits(8)}`;
  const register = random.digits(5);
  return {
    organization: random.pick([`HRB ${register}`, `HRB${register}`, `hrb ${register} B`]),
    vat: random.pick([`DE${plain}`, `DE ${plain.replace(/(...)(...)/, '$1 $2 ')}`]),
  };
}

function danish(random: Random): CompanyNumbers {
  const plain = withModulus11(random, '3', [2, 7, 6, 5, 4, 3, 2]);
  const spaced = plain.replace(/(..)(..)(..)/, '$1 $2 $3 ');
  return { organization: random.pick([plain, spaced]), vat: random.pick([`DK${plain}`, `DK ${spaced}`]) };
}

function finnish(random: Random): CompanyNumbers {
  const plain = withModulus11(random, '2', [7, 9, 10, 5, 8, 4, 2]);
  return { organization: `${plain.slice(0, 7)}-${plain.slice(7)}`, vat: random.pick([`FI${plain}`, `FI ${plain}`]) };
}

const writers = { SE: swedish, NO: norwegian, DE: german, DK: danish, FI: finnish } as const;

export function companyNumbers(random: Random, place: Place): CompanyNumbers {
  return writers[place.country](random);
}
