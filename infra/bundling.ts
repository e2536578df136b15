import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * How the functions are bundled: one minified ES module with everything in it, the SDK too, so that what was tested is
 * what runs, and a cold start reads one file.
 */
export const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  minify: true,
  logLevel: LogLevel.WARNING,
  bundleAwsSDK: true,
  mainFields: ['module', 'main'],
  // A tenth and a sixth of a bundle, and nothing that a function ever needs: see there.
  esbuildArgs: {
    '--alias:@aws-sdk/credential-provider-node': join(import.meta.dirname, '../platform/aws/function-credentials.ts'),
    '--alias:mime-types': join(import.meta.dirname, '../connectors/request/no-media-types.ts'),
  },
  // Packages in CommonJS call `require` for Node's own modules; an ES module has none.
  banner: "import{createRequire as tributaryRequire}from'node:module';const require=tributaryRequire(import.meta.url);",
};
