// A process that takes the worker lock of the directory named by its argument, says so, and holds it until it is ended.
import { openDataDirectory } from '../../platform/embedded/data-directory.ts';

openDataDirectory(process.argv[2] ?? '').lockWorker();
// The lock must not depend on anybody keeping the release function (Node is started with --expose-gc).
globalThis.gc?.();
process.stdout.write('locked\n');
process.stdin.resume();
