import schemas from './generated/entity-schemas.generated.json' with { type: 'json' };
import { informationTopic } from './topic-names.ts';

/**
 * The canonical entities by name, each with its JSON Schema. A new entity is a file in schemas/entities, with examples,
 * and `npm run generate`.
 */
export const entitySchemas: Readonly<Record<string, object>> = schemas;

/** Changes of all entities that tenants define themselves; the attribute `entity` says which. No entity can have its name. */
const customTopic = informationTopic('custom');

/** Every information topic; fixed, so that what tenants define changes no deployment. */
export const informationTopics: readonly string[] = [...Object.keys(entitySchemas).map(informationTopic), customTopic];

/** Where changes of an entity travel: its own topic if it is canonical, the common one if a tenant defined it. */
export function topicOfEntity(entity: string): string {
  return Object.hasOwn(entitySchemas, entity) ? informationTopic(entity) : customTopic;
}
