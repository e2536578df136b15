import { expect, test } from '@jest/globals';
import { eventLine, eventsIn } from '../../../cli/output/event-lines.ts';
import { clockText } from '../../../cli/output/time-text.ts';

const time = '2026-01-01T10:00:00.000Z';
const at = clockText(new Date(time));

test('a message holds one event, a batch of them, or something else', () => {
  expect(eventsIn('{"id":1}')).toEqual([{ id: 1 }]);
  expect(eventsIn('[{"id":1},{"id":2}]')).toHaveLength(2);
  expect(eventsIn('<html>')).toEqual([{ type: 'not JSON', data: '<html>' }]);
});

test('an information event', () => {
  const event = {
    type: 'tributary.information.party.created',
    time,
    subject: '17',
    connection: 'demo',
    stream: 'business-partners',
    entity: 'party',
    data: { name: 'Ås AB' },
  };
  expect(eventLine(event)).toBe(`${at}  created  party 17  demo/business-partners  Ås AB`);
});

test('notifications of runs', () => {
  const data = { tenant: 'default', connection: 'demo', run: 3, status: 'succeeded', streams: [] };
  const type = 'tributary.notification.run';
  expect(eventLine({ type, time, data })).toBe(`${at}  run demo/3 succeeded`);
  expect(eventLine({ type, time, data: { ...data, status: 'interrupted' } })).toBe(
    `${at}  run demo/3 was interrupted and is continued`,
  );
});

test('a pointer has no envelope', () => {
  expect(eventLine({ batch: 1 })).toBe('pointer  {"batch":1}');
});
