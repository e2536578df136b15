import { expect, test } from '@jest/globals';
import { indentedJson } from '../../../cli/output/indented-json.ts';

test('digits stay as they were sent', () => {
  const text = '{"a":1000.50,"b":12345678901234567890.123,"c":[1e3, {"d":[ ]}],"e":{},"f":"x, {\\"y\\": 1}\\\\"}';
  expect(indentedJson(text).split('\n')).toEqual([
    '{',
    '  "a": 1000.50,',
    '  "b": 12345678901234567890.123,',
    '  "c": [',
    '    1e3,',
    '    {',
    '      "d": []',
    '    }',
    '  ],',
    '  "e": {},',
    '  "f": "x, {\\"y\\": 1}\\\\"',
    '}',
  ]);
});

test('the form is that of JSON.stringify', () => {
  const value = { a: [true, null, 'text'], b: { c: -1.5, '': '"' }, d: [] };
  expect(indentedJson(JSON.stringify(value))).toBe(JSON.stringify(value, undefined, 2));
});

test('what is no JSON stays as it is', () => {
  expect(indentedJson('<html>{"a":1}')).toBe('<html>{"a":1}');
});
