import { messageOf } from '../errors.ts';
import type { Problem } from '../problem.ts';
import { checkSchema } from '../validate.ts';
import { parseYaml } from '../yaml-source.ts';

/** A source schema file: what is wrong with it, and the schema itself, sound or not, where the file is JSON at all. */
export type SourceSchema = { readonly problems: readonly Problem[]; readonly schema?: object };

/** Reads and checks the JSON Schema of a stream's records. */
export function readSourceSchema(file: string, text: string): SourceSchema {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    const place = /line (\d+) column (\d+)/.exec(message);
    const [line, column] = [Number(place?.[1] ?? 1), Number(place?.[2] ?? 1)];
    return { problems: [{ file, line, column, message: `no JSON: ${message}` }] };
  }
  const source = parseYaml(file, text);
  if (schema === null || typeof schema !== 'object' || Array.isArray(schema))
    return { problems: [source.problem([], 'a source schema must be a JSON object')] };
  const problems = checkSchema(schema).map(({ path, message, hint, place }) =>
    source.problem(path, message, hint, place),
  );
  return { problems, schema };
}
