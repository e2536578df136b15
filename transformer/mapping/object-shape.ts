type Body = Record<string, unknown>;

/** Makes an object of those values that there are, under the names of the fields, in their order; undefined of none. */
export type Shape = (values: readonly unknown[]) => Body | undefined;

type Template = { readonly empty: Body; readonly present: readonly number[] };

/** Whole numbers are exact up to 53 bits, and each field is one. */
const mostFields = 53;
/** Which fields a record leaves out repeats itself; where it does not, nothing is gained by remembering more. */
const mostTemplates = 256;

/**
 * Fields that are added one by one make V8 keep an object of more than a dozen of them as a hash table, which is slow to
 * fill, to validate and to write. So the object is a copy of one that had the same fields, and their values are replaced.
 */
export function objectShape(names: readonly string[]): Shape {
  const templates = new Map<number, Template>();
  if (names.length > mostFields || names.includes('__proto__')) return (values) => oneByOne(names, values);
  return (values) => {
    let mask = 0;
    let bit = 1;
    for (let index = 0; index < names.length; index++, bit *= 2) if (isThere(values[index])) mask += bit;
    if (mask === 0) return undefined;
    let template = templates.get(mask);
    if (!template) {
      template = templateOf(names, values);
      if (templates.size >= mostTemplates) templates.clear();
      templates.set(mask, template);
    }
    const body = { ...template.empty };
    for (const index of template.present) body[names[index] as string] = values[index];
    return body;
  };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** Parsed, because what JSON.parse makes is no hash table, however many fields it has. */
function templateOf(names: readonly string[], values: readonly unknown[]): Template {
  const present = names.flatMap((_name, index) => (isThere(values[index]) ? [index] : []));
  const fields = present.map((index) => `${JSON.stringify(names[index])}:null`);
  return { empty: JSON.parse(`{${fields.join(',')}}`) as Body, present };
}

function oneByOne(names: readonly string[], values: readonly unknown[]): Body | undefined {
  const entries = names.map((name, index) => [name, values[index]] as const).filter(([, value]) => isThere(value));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
