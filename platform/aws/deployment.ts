/** Where one stage of Tributary lives on AWS: what every adapter is made from. Functions read it from their environment, the CLI from SSM. */
export type Deployment = {
  /** dev, test, prod: part of every name. */
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  /** The table that holds all rows. */
  readonly table: string;
  /** The bucket of raw batches, artefacts and record bodies. */
  readonly bucket: string;
  /** Key that encrypts queues and secrets made at run time. */
  readonly keyArn: string;
  /** Secret whose value seals access tokens in the table. */
  readonly sealingSecretArn: string;
};

/** What the CLI needs to know of one ERP's stack; its absence means that the stack was never deployed. */
export type ErpDeployment = {
  readonly connector: string;
  /** Group of EventBridge schedules, the role they start the machine with, and where those that failed end. */
  readonly scheduleGroup: string;
  readonly scheduleRoleArn: string;
  readonly scheduleDeadLetterArn: string;
};

/** Environment variables of the functions, by the deployment's field; the stacks write them and the entry points read them. */
export const deploymentVariables: Readonly<Record<keyof Omit<Deployment, 'region'>, string>> = {
  stage: 'TRIBUTARY_STAGE',
  account: 'TRIBUTARY_ACCOUNT',
  table: 'TRIBUTARY_TABLE',
  bucket: 'TRIBUTARY_BUCKET',
  keyArn: 'TRIBUTARY_KEY_ARN',
  sealingSecretArn: 'TRIBUTARY_SEALING_SECRET_ARN',
};
