import type { YamlPath } from '../../../core/yaml-source.ts';
import type { Tables } from '../expression/compile-node.ts';

/** An expression as it stands in a mapping file. */
export type ExpressionText = { readonly text: string; readonly path: YamlPath };

/** Fields of one object, in the order of the file. */
export type ObjectDefinition = { readonly when?: ExpressionText; readonly fields: readonly FieldDefinition[] };

export type FieldDefinition =
  | { readonly kind: 'value'; readonly name: string; readonly value: ExpressionText }
  | { readonly kind: 'object'; readonly name: string; readonly fields: readonly FieldDefinition[] }
  | { readonly kind: 'each'; readonly name: string; readonly each: ExpressionText; readonly item: ObjectDefinition }
  | { readonly kind: 'list'; readonly name: string; readonly items: readonly ObjectDefinition[] };

export type EntityDefinition = ObjectDefinition & { readonly entity: string; readonly id?: ExpressionText };

/** A mapping file whose structure is sound; its expressions are still texts. */
export type MappingDefinition = { readonly tables: Tables; readonly entities: readonly EntityDefinition[] };
