import { describe, expect, test } from '@jest/globals';
import { rateMeter, secondsLeft } from '../../../cli/follow/rate.ts';

describe('rate', () => {
  test('needs two samples, and growth', () => {
    const meter = rateMeter();
    expect(meter.perSecond()).toBeUndefined();
    meter.add(0, 100);
    expect(meter.perSecond()).toBeUndefined();
    meter.add(1_000, 100);
    expect(meter.perSecond()).toBeUndefined();
    meter.add(2_000, 300);
    expect(meter.perSecond()).toBe(100);
  });

  test('follows the last five seconds', () => {
    const meter = rateMeter();
    meter.add(0, 0);
    for (let second = 1; second <= 10; second++) meter.add(second * 1_000, second * 1_000);
    for (let second = 11; second <= 20; second++) meter.add(second * 1_000, 10_000 + (second - 10) * 10);
    expect(meter.perSecond()).toBe(10);
  });

  test('survives samples further apart than that', () => {
    const meter = rateMeter();
    meter.add(0, 0);
    meter.add(10_000, 500);
    expect(meter.perSecond()).toBe(50);
  });

  test('the time left is known when total and rate are', () => {
    expect(secondsLeft(500, 1_000, 100)).toBe(5);
    expect(secondsLeft(500, undefined, 100)).toBeUndefined();
    expect(secondsLeft(500, 1_000, undefined)).toBeUndefined();
    expect(secondsLeft(1_000, 900, 100)).toBeUndefined();
  });
});
