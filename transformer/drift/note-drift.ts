import { digestOf } from '../../core/digest.ts';
import { keyPath } from '../../core/key-path.ts';
import type { StreamScope } from '../../core/run.ts';
import { notificationTopic } from '../../core/topic-names.ts';
import type { Documents, Publish } from '../../platform/ports.ts';
import { type Drift, type DriftPolicies, policyFor } from './classify.ts';

/** Where drift was seen: the batch that showed it, and the version of the schema it differs from. */
export type Sighting = StreamScope & {
  readonly run: number;
  readonly batch: number;
  readonly time: string;
  readonly mappingVersion: number;
};

export type NoteDeps = { readonly documents: Documents; readonly publish: Publish };

/** Codes of one batch that are told; where a field has more that nobody knows, its code list is the wrong idea. */
const mostCodes = 20;

function mostToldAtOnce(drifts: readonly Drift[]): readonly Drift[] {
  const codes = new Set<string>();
  return drifts.filter(({ value }) => value === undefined || codes.has(value) || codes.add(value).size <= mostCodes);
}

/**
 * Publishes notification.drift for what was not seen before, and then remembers it: once per connection, stream, kind,
 * path, code and schema version. A crash in between repeats the same id.
 */
export async function noteDrift(
  deps: NoteDeps,
  sighting: Sighting,
  drifts: readonly Drift[],
  policies: DriftPolicies,
): Promise<void> {
  const { tenant, connection, stream, run, batch, mappingVersion } = sighting;
  const distinct = new Map(
    mostToldAtOnce(drifts).map((drift) => {
      const code = drift.value === undefined ? '' : `/${drift.affects?.join()}/${drift.value}`;
      return [`${keyPath(connection, stream, mappingVersion, drift.kind)}/${drift.path}${code}`, drift];
    }),
  );
  for (const [id, drift] of distinct) {
    if (await deps.documents.get(tenant, 'drift', id)) continue;
    const data = { tenant, connection, stream, run, batch, ...drift, policy: policyFor(drift, policies) };
    const eventId = digestOf(tenant, id);
    const event = {
      ...{
        specversion: '1.0',
        id: eventId,
        source: `/tributary/${tenant}/${connection}/${stream}`,
        type: 'tributary.notification.drift',
      },
      ...{ subject: drift.path, time: sighting.time, datacontenttype: 'application/json', data },
    };
    const attributes = { tenant, connection, stream, severity: drift.class, run: String(run) };
    await deps.publish(notificationTopic('drift'), [{ id: eventId, body: JSON.stringify(event), attributes }]);
    await deps.documents.put(tenant, 'drift', id, data);
  }
}
