/** One thing that is wrong in a configuration file, and where. */
export type Problem = {
  /** Path as the user knows it, relative to where the command ran or to the connector's folder. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** What is wrong, at which key. */
  readonly message: string;
  /** What is allowed, or what to write instead. */
  readonly hint?: string;
};

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** `file:line:column  message (hint)`, the form editors and terminals turn into a link. */
export function formatProblem(problem: Problem): string {
  const hint = problem.hint === undefined ? '' : `\n    ${problem.hint}`;
  return `${problem.file}:${problem.line}:${problem.column}  ${problem.message}${hint}`;
}

export function byPlace(a: Problem, b: Problem): number {
  return a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
}

/** Problems at places where none of the first ones is: what follows from a mistake is not told beside it. */
export function elsewhere(first: readonly Problem[], further: readonly Problem[]): readonly Problem[] {
  const placeOf = ({ file, line, column }: Problem): string => `${file}:${line}:${column}`;
  const taken = new Set(first.map(placeOf));
  return further.filter((problem) => !taken.has(placeOf(problem)));
}
