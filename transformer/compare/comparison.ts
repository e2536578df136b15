import { canonicalJson } from '../../core/digest.ts';
import type { RecordStore, StoredEntity } from '../../platform/ports.ts';
import type { DiscrepancyKind } from './discrepancy.ts';
import { decimalFields } from './entity-fields.ts';
import { chooseFields, type FieldChoice } from './field-choice.ts';
import { hash64 } from './hash64.ts';
import { type Identities, identitiesOf, uniqueLevels } from './identities.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import type { MappingDeps } from './mapped-fields.ts';
import { type Matching, matchObjects } from './match.ts';
import { type ObjectIndex, objectIndex, type Side } from './object-index.ts';
import { type ObjectKey, objectKeysOf } from './object-keys.ts';
import { type CompareRules, compareRulesOf } from './rules.ts';
import { entitiesOf, type Sides } from './scan-side.ts';
import { sidesOf } from './sides.ts';

export type CompareDeps = MappingDeps & { readonly records: RecordStore };

export type Question = {
  readonly tenant: string;
  readonly entity: string;
  readonly schema: object;
  /** Names of connections. */
  readonly left: string;
  readonly right: string;
  /** Compared instead of all that the rules say. */
  readonly fields?: readonly string[];
  /** A field that says which objects are the same, weaker than all identifiers. */
  readonly matchBy?: string;
  /** Kinds that are told with their content, and how many of each; all are counted. */
  readonly kinds: readonly DiscrepancyKind[];
  readonly limit: number;
};

/** Both sides indexed and matched: everything but the contents. */
export type Comparison = {
  readonly deps: CompareDeps;
  readonly question: Question;
  readonly sides: Sides;
  readonly rules: CompareRules;
  readonly choice: FieldChoice;
  readonly index: ObjectIndex;
  readonly matching: Matching;
  readonly records: { readonly left: number; readonly right: number };
  leaves(side: Side, entity: StoredEntity): readonly Leaf[];
  keys(side: Side, entity: StoredEntity): readonly ObjectKey[];
};

/** Goes through both connections once. */
export async function prepareComparison(deps: CompareDeps, question: Question): Promise<Comparison> {
  const { entity, matchBy } = question;
  const rules = withMatchBy(compareRulesOf(entity), matchBy);
  const sides = await sidesOf(deps, question, entity);
  const choice = chooseFields(sides, rules, question.fields);
  const identities = await referredTo(deps, question, rules, choice);
  const decimals = decimalFields(question.schema);
  const leaves = (side: Side, stored: StoredEntity): readonly Leaf[] =>
    leavesOf(stored.body, {
      ...{ rules, decimals, wanted: choice.wanted },
      identityOf: (other, id) => identities.get(other)?.(side, id),
    });
  const keys = (side: Side, stored: StoredEntity): readonly ObjectKey[] =>
    objectKeysOf(stored, rules.keys, (path, id) => identities.get(rules.references[path] ?? '')?.(side, id));
  const index = objectIndex();
  const records = { left: 0, right: 0 };
  for (const side of ['left', 'right'] as const)
    for await (const { location, entity: stored } of entitiesOf(deps.records, sides, side, entity)) {
      index.add(location, digestOfLeaves(leaves(side, stored)), keys(side, stored));
      records[side]++;
    }
  const matching = matchObjects(index, uniqueLevels(rules.keys));
  return { deps, question, sides, rules, choice, index, matching, records, leaves, keys };
}

function withMatchBy(rules: CompareRules, field: string | undefined): CompareRules {
  if (field === undefined) return rules;
  return { ...rules, keys: [...rules.keys, { kind: 'identifier', scheme: field, field }] };
}

/** What the references of the entity are matched to, as far as they are compared or matched by. */
async function referredTo(
  deps: CompareDeps,
  question: Question,
  { references, keys }: CompareRules,
  { wanted }: FieldChoice,
): Promise<ReadonlyMap<string, Identities>> {
  const found = new Map<string, Identities>();
  const needed = Object.entries(references).filter(
    ([path]) => wanted(path) || keys.some((rule) => rule.kind === 'reference' && rule.reference === path),
  );
  for (const entity of new Set(needed.map(([, name]) => name)))
    found.set(entity, await identitiesOf(deps.records, await sidesOf(deps, question, entity), entity));
  return found;
}

function digestOfLeaves(leaves: readonly Leaf[]): ReturnType<typeof hash64> {
  return hash64(
    canonicalJson(leaves.map(({ at, text }) => [at, text ?? '?']).sort(([a = ''], [b = '']) => (a < b ? -1 : 1))),
  );
}
