import type { Context } from './context.ts';
import { directoryInstallation } from './directory-installation.ts';
import { withDirectory } from './directory-session.ts';
import type { Installation } from './installation.ts';
import type { SessionOptions } from './session-options.ts';

/** Opens what the command is to work on, a stage on AWS or else the data directory; does the work, closes. */
export async function withSession<T>(
  context: Pick<Context, 'environment'>,
  options: SessionOptions,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const { stage } = context.environment;
  if (stage === undefined) return withDirectory(context, options, (embedded) => work(directoryInstallation(embedded)));
  // Loaded only here: a command on a data directory need not wait for the SDK.
  const { withStage } = await import('./stage-session.ts');
  return withStage(context.environment, stage, options, work);
}
