import { TributaryError } from '../../core/errors.ts';

const longestName = 255;

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * Any text as the name of a file or folder, reversible by `decodeName`. Capitals, dots and all that is not ASCII are
 * percent-encoded: two keys that differ only in case or in Unicode form stay apart on every file system, no name is
 * special, and dots are free for suffixes. Throws InvalidInput for names that no file system takes.
 */
export function encodeName(text: string, suffix = ''): string {
  let name = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    name += /[a-z0-9_=-]/.test(character) ? character : percent(byte);
  }
  name += suffix;
  if (text === '' || text === '.' || text === '..' || text.includes('\0') || name.length > longestName) {
    const problem =
      name.length > longestName
        ? `be longer than ${longestName} bytes when encoded`
        : 'be empty, "." or "..", or hold NUL';
    const message = `"${text.slice(0, 60).replaceAll('\0', '\\0')}" cannot be part of a key: it must not ${problem}.`;
    throw new TributaryError('InvalidInput', { code: 'key-invalid', message });
  }
  return name;
}

/** Undefined when the name was not made by `encodeName`. */
export function decodeName(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
