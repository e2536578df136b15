import { TributaryError } from '../core/errors.ts';
import type { Io } from './io.ts';

/** The environment variable that holds a secret parameter: `apiKey` → TRIBUTARY_SECRET_API_KEY, or TRIBUTARY_SECRET_APIKEY. */
export function secretVariable(parameter: string): string {
  return `TRIBUTARY_SECRET_${parameter.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`;
}

/**
 * Values of secret parameters, which are never arguments: from their environment variables; those asked for by name also
 * from what is piped in (one value, or a line `name=value` for each). A terminal asks for what is still missing. Throws
 * InvalidInput.
 */
export async function readSecrets(
  io: Pick<Io, 'env' | 'stdin' | 'askSecret'>,
  all: readonly string[],
  asked: readonly string[],
  needed: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  for (const name of all) {
    const value = io.env[secretVariable(name)];
    if (value !== undefined && value !== '') secrets[name] = value;
  }
  const open = (names: readonly string[]): string[] => names.filter((name) => secrets[name] === undefined);
  const piped = open(asked).length === 0 ? undefined : await io.stdin();
  if (piped !== undefined) return { ...secrets, ...parsePiped(piped, open(asked)) };
  for (const name of open([...new Set([...asked, ...needed])])) {
    const value = await io.askSecret(`${name}: `);
    if (value !== undefined && value !== '') secrets[name] = value;
    else if (asked.includes(name)) throw nothingGiven(name);
  }
  return secrets;
}

function parsePiped(text: string, missing: readonly string[]): Readonly<Record<string, string>> {
  const [first = ''] = missing;
  if (missing.length === 1) {
    const value = text.replace(/\r?\n$/, '');
    if (value === '') throw nothingGiven(first);
    return { [first]: value };
  }
  const lines = text.split(/\r?\n/);
  return Object.fromEntries(
    missing.map((name) => {
      const line = lines.find((candidate) => candidate.startsWith(`${name}=`));
      if (line === undefined || line.length === name.length + 1) throw nothingGiven(name);
      return [name, line.slice(name.length + 1)];
    }),
  );
}

function nothingGiven(name: string): TributaryError {
  return new TributaryError('InvalidInput', {
    code: 'secret-missing',
    message: `No value came for the secret "${name}": pipe it in (with several secrets, a line ${name}=value each), or set ${secretVariable(name)}.`,
  });
}
