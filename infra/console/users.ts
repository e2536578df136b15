import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { stagePrefix } from '../../platform/aws/names.ts';
import { dataRemoval } from '../constructs/data-removal.ts';
import type { StageSettings } from '../settings.ts';

export type ConsoleUsersProps = {
  readonly settings: StageSettings;
  readonly requireMfa: boolean;
  /** Cognito's threat protection, which is charged per user. */
  readonly threatProtection: boolean;
};

/** What a user may do; the API reads the group from the token. */
export const groups = {
  operator: 'Runs the deployment: every connection of the tenant, runs, quarantine',
  integrator: 'Makes connectors and mappings',
  analyst: 'Looks at runs and records, changes nothing',
} as const;

/** Users of the console: made by an administrator, in three groups, each bound to one tenant. */
export class ConsoleUsers extends Construct {
  readonly pool: UserPool;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, { settings, requireMfa, threatProtection }: ConsoleUsersProps) {
    super(scope, 'Users');
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `${stagePrefix(settings.stage)}console`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: requireMfa ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      customAttributes: { tenant: new StringAttribute({ minLen: 1, maxLen: 63, mutable: true }) },
      featurePlan: threatProtection ? FeaturePlan.PLUS : FeaturePlan.LITE,
      ...(threatProtection ? { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION } : {}),
      deletionProtection: settings.keepData,
      removalPolicy: dataRemoval(settings),
    });
    for (const [groupName, description] of Object.entries(groups))
      this.pool.addGroup(groupName, { groupName, description });
    // With the account in it, as the prefix is unique in a whole region.
    this.domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${stagePrefix(settings.stage)}${Aws.ACCOUNT_ID}` },
    });
    acknowledge(this.pool, requireMfa, threatProtection);
  }

  /** The page that signs in at `origin`: a public client, so a code with PKCE and no secret. */
  addPage(origin: string): UserPoolClient {
    return this.pool.addClient('Page', {
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
        callbackUrls: [`${origin}/`],
        logoutUrls: [`${origin}/`],
      },
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true }).withCustomAttributes('tenant'),
      // Not the tenant: a user must not choose whose connections to see.
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
    });
  }

  /** Where the page signs in and gets its tokens. */
  get address(): string {
    return `https://${this.domain.domainName}.auth.${Stack.of(this).region}.amazoncognito.com`;
  }
}

function acknowledge(pool: UserPool, requireMfa: boolean, threatProtection: boolean): void {
  if (!requireMfa)
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG2',
      reason: 'Optional in stages without real data; -c mfa=required, or keepData in infra/stages.json, requires it.',
    });
  if (!threatProtection)
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The plus plan costs per user and month; -c threatProtection=true turns it on.',
    });
}
