import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import type { MappingCheck } from '../../core/connector/check-stream.ts';

const original = join(import.meta.dirname, '../../connectors/catalog/demo-odata');

/** A connector folder that a test may spoil. */
export type ConnectorCopy = {
  /** The folder around it, for what lies beside the connector. */
  readonly root: () => string;
  readonly folder: () => string;
  /** Replaces texts that must be there. */
  edit(file: string, ...changes: readonly (readonly [string, string])[]): void;
};

/** Call at the top of a test file: each test gets a fresh copy of the demo connector, removed afterwards. */
export function connectorCopy(): ConnectorCopy {
  let root = '';
  const folder = (): string => join(root, 'demo-odata');
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tributary-connector-'));
    cpSync(original, folder(), { recursive: true });
    leaveThreeStreams(folder());
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const edit: ConnectorCopy['edit'] = (file, ...changes) => {
    let text = readFileSync(join(folder(), file), 'utf8');
    for (const [from, to] of changes) {
      if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
      text = text.replace(from, () => to);
    }
    writeFileSync(join(folder(), file), text);
  };
  return { root: () => root, folder, edit };
}

/** The first three streams are enough to spoil; the others would only be checked again in every test. */
function leaveThreeStreams(folder: string): void {
  const file = join(folder, 'connector.yaml');
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n  products:\n');
  if (end < 0) throw new Error('connector.yaml has no stream "products"');
  writeFileSync(file, text.slice(0, end + 1));
}

/** Of each problem of a folder: `file: what stands at its place`, message, hint. */
export function problemsOf(
  folder: string,
  check: MappingCheck,
): readonly (readonly [string, string, string | undefined])[] {
  const checked = checkConnectorFolder(folder, check);
  if (checked.ok) return [];
  return checked.problems.map(({ file, line, column, message, hint }) => {
    const words =
      readFileSync(file, 'utf8')
        .split('\n')
        [line - 1]?.slice(column - 1) ?? '';
    return [`${basename(file)}: ${words}`, message, hint] as const;
  });
}
