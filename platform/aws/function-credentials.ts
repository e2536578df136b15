export type FunctionCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/**
 * What Lambda puts into the environment of every function. infra/bundling.ts builds the functions with this in place of
 * the SDK's chain of providers (profiles, single sign-on, instance metadata), which no function ever gets to.
 */
export function defaultProvider(): () => Promise<FunctionCredentials> {
  return async () => credentialsFrom(process.env);
}

function credentialsFrom(env: NodeJS.ProcessEnv): FunctionCredentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) throw new TypeError('The environment holds no credentials of the function.');
  return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
}
