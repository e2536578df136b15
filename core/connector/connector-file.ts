import connectorSchema from '../../schemas/config/connector.schema.json' with { type: 'json' };
import type { Problem } from '../problem.ts';
import { compileValidator } from '../validate.ts';
import type { YamlPath, YamlSource } from '../yaml-source.ts';
import type { ConnectorDefinition } from './model.ts';

/** connector.yaml after its schema was checked, sound or not. */
export type ConnectorFile = {
  readonly source: YamlSource;
  /** Only to be trusted where `sound` says so. */
  readonly definition: ConnectorDefinition;
  /** True when the schema found nothing wrong at this path or below it. */
  readonly sound: (path: YamlPath) => boolean;
  readonly problems: readonly Problem[];
};

const startsWith = (path: YamlPath, start: YamlPath): boolean => start.every((step, index) => path[index] === step);

/** Checks connector.yaml against its schema; undefined when it is no YAML or no map, so that nothing more can be said. */
export function readConnectorFile(source: YamlSource): ConnectorFile | { readonly problems: readonly Problem[] } {
  if (source.problems.length > 0) return { problems: source.problems };
  const violations = compileValidator(connectorSchema)(source.value);
  const problems = violations.map(({ path, message, hint, place }) => source.problem(path, message, hint, place));
  if (source.value === null || typeof source.value !== 'object') return { problems };
  const sound = (path: YamlPath): boolean => {
    let value: unknown = source.value;
    for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
    return value !== undefined && !violations.some((violation) => startsWith(violation.path, path));
  };
  return { source, definition: source.value as ConnectorDefinition, sound, problems };
}
