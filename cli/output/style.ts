/** Colours where they help; plain text elsewhere. */
export type Style = {
  /** Whether `printable` may make colours of the marks. */
  readonly coloured: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
};

type Mark = readonly [mark: string, sequence: string];

/** Signs that Unicode keeps free for a program's own use, so that a colour is told from an escape sequence in the data. */
export const styleMarks: Readonly<Record<Exclude<keyof Style, 'coloured'>, { readonly on: Mark; readonly off: Mark }>> =
  {
    bold: { on: ['\ufdd0', '\u001b[1m'], off: ['\ufdd1', '\u001b[22m'] },
    dim: { on: ['\ufdd2', '\u001b[2m'], off: ['\ufdd3', '\u001b[22m'] },
    good: { on: ['\ufdd4', '\u001b[32m'], off: ['\ufdd5', '\u001b[39m'] },
    bad: { on: ['\ufdd6', '\u001b[31m'], off: ['\ufdd7', '\u001b[39m'] },
  };

const plain = (text: string): string => text;
const marking =
  (name: keyof typeof styleMarks) =>
  (text: string): string =>
    `${styleMarks[name].on[0]}${text}${styleMarks[name].off[0]}`;

/** Colours only at a terminal, and not when NO_COLOR is set (no-color.org). */
export function styleFor(io: {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Style {
  if (!io.isTTY || (io.env['NO_COLOR'] ?? '') !== '')
    return { coloured: false, bold: plain, dim: plain, good: plain, bad: plain };
  const [bold, dim, good, bad] = [marking('bold'), marking('dim'), marking('good'), marking('bad')];
  return { coloured: true, bold, dim, good, bad };
}
