const step = '  ';

/**
 * JSON over several lines with every name, number and text as it was sent; the text itself where it is no JSON. Parsing
 * and writing it again would round long numbers and drop the noughts of 1000.50.
 */
export function indentedJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  const line = (): string => `\n${step.repeat(depth)}`;
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^\s{}[\],:"]+/g)]
    .map(([token]) => {
      if (token === ',') return `,${line()}`;
      if (token === ':') return ': ';
      if (token === '{' || token === '[') {
        depth += 1;
        return token + line();
      }
      if (token === '}' || token === ']') {
        depth -= 1;
        return line() + token;
      }
      return /^[{[]/.test(token) ? token.replace(/\s+/, '') : token;
    })
    .join('');
}
