import { Fn } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { stagePrefix } from '../../platform/aws/names.ts';
import { dataRemoval } from '../constructs/data-removal.ts';
import type { StageSettings } from '../settings.ts';

export type ConsoleApiProps = { readonly settings: StageSettings; readonly key: IKey };

/** A page asks once a minute or so; hundreds of open pages fit. */
const throttle = { rateLimit: 20, burstLimit: 40 };

/** The HTTP API behind /api: every route wants a token of the user pool. */
export class ConsoleApi extends Construct {
  readonly api: HttpApi;
  readonly host: string;

  constructor(scope: Construct, { settings, key }: ConsoleApiProps) {
    super(scope, 'Api');
    this.api = new HttpApi(this, 'Http', {
      apiName: `${stagePrefix(settings.stage)}console`,
      description: 'What the console asks',
      createDefaultStage: false,
    });
    const logs = new LogGroup(this, 'Access', {
      logGroupName: `/aws/vendedlogs/apigateway/${stagePrefix(settings.stage)}console`,
      retention: settings.logDays as never,
      encryptionKey: key,
      removalPolicy: dataRemoval(settings),
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.jsonWithStandardFields(),
      },
    });
    this.host = Fn.select(2, Fn.split('/', this.api.apiEndpoint));
  }

  /** Answers `GET /api/status` with the function, for tokens of that page. */
  addStatus(status: IFunction, users: UserPool, page: UserPoolClient): void {
    this.api.addRoutes({
      path: '/api/status',
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('Status', status),
      authorizer: new HttpUserPoolAuthorizer('Users', users, { userPoolClients: [page] }),
    });
  }
}
