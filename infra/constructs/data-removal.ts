import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageSettings } from '../settings.ts';

/** What becomes of a resource that holds data when its stack is deleted. */
export function dataRemoval({ keepData }: Pick<StageSettings, 'keepData'>): RemovalPolicy {
  return keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
