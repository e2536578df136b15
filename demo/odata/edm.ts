export type EdmType = 'Edm.String' | 'Edm.Boolean' | 'Edm.Decimal' | 'Edm.Date' | 'Edm.DateTimeOffset';

export type Property = {
  readonly name: string;
  readonly type: EdmType;
  readonly nullable: boolean;
  readonly maxLength?: number;
  readonly precision?: number;
  readonly scale?: number;
};

export type EntityType = {
  readonly name: string;
  readonly key: readonly [string, ...string[]];
  readonly properties: readonly Property[];
  /** A collection contained in the entity; its rows stand in the row under this name. */
  readonly navigation?: { readonly name: string; readonly target: EntityType };
};

/** A record as it is stored. Values are unknown on purpose: tests plant records that break the model. */
export type Row = Readonly<Record<string, unknown>>;

export function propertyOf(type: EntityType, name: string): Property | undefined {
  return type.properties.find((property) => property.name === name);
}

/** The key fields of a row with their values. */
export function keyOf(type: EntityType, row: Row): Row {
  return Object.fromEntries(type.key.map((name) => [name, row[name]]));
}

/** The key as one text, equal for equal keys only. */
export function keyText(type: EntityType, row: Row): string {
  return JSON.stringify(type.key.map((name) => row[name] ?? null));
}
