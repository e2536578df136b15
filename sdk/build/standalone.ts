import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { checkedSchemas } from './checked-schemas.ts';

// Published as CommonJS: under ESM the function is one level deeper than its types say.
const standaloneCode = standaloneModule.default;

/** The module that takes the place of `src/checks.ts`: the same checks as generated code, which needs no validator. */
export function standaloneChecks(): string {
  const schemas = checkedSchemas();
  const ajv = new Ajv2020({
    code: { source: true, esm: true, formats: _`require("ajv-formats/dist/formats.js").fullFormats` },
    formats: fullFormats,
    inlineRefs: false,
    strict: false,
    logger: false,
  });
  const exported = Object.entries(schemas).map(([name, schema], index) => {
    ajv.addSchema(schema, name);
    return { name, variable: `check${index}` };
  });
  const code = standaloneCode(ajv, Object.fromEntries(exported.map(({ name, variable }) => [variable, name])));
  const entries = exported.map(({ name, variable }) => `  ${JSON.stringify(name)}: worded(${variable}),`);
  return [code, wording, 'export const checks = {', ...entries, '};', ''].join('\n');
}

/** Where and what, never the value: it may be about people. */
const wording = `
function worded(validate) {
  return (value) => {
    if (validate(value)) return undefined;
    const { instancePath, message, params } = validate.errors[0];
    const allowed = params.allowedValues ? ': ' + params.allowedValues.join(', ') : '';
    return (instancePath.slice(1) || 'the value') + ' ' + message + allowed;
  };
}`;
