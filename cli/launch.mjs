#!/usr/bin/env node
// Plain JavaScript, so that any Node from 20 can start it: it goes on in this process or in the project's own Node 24.
import { spawn } from 'node:child_process';
import { enableCompileCache } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findNode, neededMajor } from './find-node.mjs';

const major = Number.parseInt(process.versions.node, 10);

/** node:sqlite and type stripping announce themselves as experimental; that says nothing to a user. */
function silenceExperimentalWarnings() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const [type] = rest;
    const name = typeof type === 'string' ? type : (type?.type ?? warning?.name);
    if (name !== 'ExperimentalWarning') emit.call(process, warning, ...rest);
  };
}

function launchOwnNode() {
  const binary = findNode(import.meta.url);
  if (binary === undefined) {
    process.stderr.write(
      `error: tributary needs Node ${neededMajor} or newer, and this is ${process.version}. The project brings its own: run "npm ci".\n`,
    );
    process.exit(2);
  }
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`error: ${binary} could not be started: ${error.message}\n`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

if (major >= neededMajor) {
  silenceExperimentalWarnings();
  // Half of the time until a command does something goes into compiling. Where the folder cannot be written nothing is kept.
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
  const { main } = await import('./main.ts');
  await main();
} else {
  launchOwnNode();
}
