type Schema = {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
};

/** Deeper than any entity; a schema that refers to itself would have no end. */
const deepest = 8;

/** All fields of an entity's schema without indexes, those that hold others included: `lines`, `lines.quantity`. */
export function entityFields(schema: object): readonly string[] {
  return [...fieldsIn(schema).keys()];
}

/** The fields that are decimals (`$defs/decimal`). */
export function decimalFields(schema: object): ReadonlySet<string> {
  return new Set([...fieldsIn(schema)].flatMap(([field, ref]) => (ref === '#/$defs/decimal' ? [field] : [])));
}

/** Fields and what each refers to. */
function fieldsIn(schema: object): ReadonlyMap<string, string | undefined> {
  const root = schema as Schema;
  const found = new Map<string, string | undefined>();
  const walk = (node: Schema, path: readonly string[]): void => {
    if (path.length > deepest) return;
    if (path.length > 0) found.set(path.join('.'), node.$ref);
    const name = /^#\/\$defs\/(.+)$/.exec(node.$ref ?? '')?.[1];
    const target = name === undefined ? node : root.$defs?.[name];
    for (const [field, inner] of Object.entries(target?.properties ?? {})) walk(inner, [...path, field]);
    if (target?.items) walk(target.items, path);
  };
  walk(root, []);
  return found;
}
