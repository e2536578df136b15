import { normaliseIdentifier } from '../../core/identifiers.ts';
import { scalarText } from '../../core/json.ts';
import type { StoredEntity } from '../../platform/ports.ts';
import type { KeyRule } from './rules.ts';

/** One name of an object: which rule it is by, and a text that is equal for the same object in both ERPs. */
export type ObjectKey = { readonly level: number; readonly text: string };

type Body = Readonly<Record<string, unknown>>;

/** Registers whose number is the VAT number without its country, and what stands behind it. */
const registersInVat: Readonly<Record<string, { readonly scheme: string; readonly digits: RegExp }>> = {
  SE: { scheme: 'se-orgno', digits: /^SE(\d{10})01$/ },
  NO: { scheme: 'no-orgno', digits: /^NO(\d{9})$/ },
  DK: { scheme: 'dk-orgno', digits: /^DK(\d{8})$/ },
  FI: { scheme: 'fi-orgno', digits: /^FI(\d{8})$/ },
};

/** The number of a national register that a VAT number holds: one ERP may know only the one and another only the other. */
function registerNumberIn(vat: string): { readonly scheme: string; readonly value: string } | undefined {
  const register = registersInVat[vat.slice(0, 2)];
  const value = register?.digits.exec(vat)?.[1];
  return register && value !== undefined ? { scheme: register.scheme, value } : undefined;
}

/** The texts at a path, through all elements of the lists on it. */
function textsAt(value: unknown, names: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, names));
  const [name, ...rest] = names;
  if (name !== undefined)
    return value !== null && typeof value === 'object' ? textsAt((value as Body)[name], rest) : [];
  const text = scalarText(value);
  return text === undefined || text.trim() === '' ? [] : [text];
}

function matches(rule: string, scheme: string): boolean {
  return rule === '*' || rule === scheme || (rule.startsWith('*') && scheme.endsWith(rule.slice(1)));
}

function identifierTexts(rule: Extract<KeyRule, { kind: 'identifier' }>, entity: StoredEntity): readonly string[] {
  const stated = entity.identifiers.map(normaliseIdentifier);
  const implied = stated.flatMap(({ scheme, value }) => (scheme === 'vat' ? (registerNumberIn(value) ?? []) : []));
  const fields = rule.field === undefined ? [] : textsAt(entity.body, rule.field.split('.'));
  const inFields = fields.map((value) => normaliseIdentifier({ scheme: rule.scheme, value }));
  const found = [...stated, ...implied].filter(({ scheme }) => matches(rule.scheme, scheme));
  // A field stands in only where the mapping states no identifier of that scheme.
  const all = found.length > 0 ? found : inFields;
  return [...new Set(all.map(({ scheme, value }) => `${scheme}:${value}`))];
}

/** `identityOf` gives what an object that is referred to is matched to; undefined where that is not known. */
export function objectKeysOf(
  entity: StoredEntity,
  rules: readonly KeyRule[],
  identityOf: (reference: string, id: string) => string | undefined,
): readonly ObjectKey[] {
  return rules.flatMap((rule, level) => {
    if (rule.kind === 'identifier') return identifierTexts(rule, entity).map((text) => ({ level, text }));
    const [id] = textsAt(entity.body, [...rule.reference.split('.'), 'id']);
    const [number] = textsAt(entity.body, rule.number.split('.'));
    const identity = id === undefined ? undefined : identityOf(rule.reference, id);
    if (identity === undefined || number === undefined) return [];
    // Without blanks and zeros in front, as project numbers are spelled.
    const given = number
      .replaceAll(/\s+/g, '')
      .toUpperCase()
      .replace(/^0+(?=\d+$)/, '');
    return [{ level, text: `${rule.reference} ${identity}, ${rule.number} ${given}` }];
  });
}
