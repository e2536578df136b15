// Plain JavaScript, so that the stripping of types is not even loaded where the cache has all files.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: half of what a short run costs is compiling.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compile'));
const { main } = await import('./run.ts');
process.exitCode = await main(process.argv.slice(2), process.env);
