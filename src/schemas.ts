import { COMMAND_RESULTS, ErrorResult } from './cli/results/command-results.ts';
import { publishedSchema } from './core/config/contributions.ts';
import { ConfigSchema } from './core/config/schema.ts';
import { BundleCard } from './core/model/bundle.ts';
import { createRegistry, optionSchemas } from './core/pipeline/registry.ts';
import { GroupsReference } from './core/profile/groups/groups-reference.ts';
import { ReferenceProfile } from './core/profile/reference.ts';
import { Acknowledgement } from './core/snapshot/acknowledgement.ts';
import { DriftSnapshot } from './core/snapshot/drift-snapshot.ts';
import { InferenceMetrics } from './core/snapshot/inference-metrics.ts';
import { Manifest } from './core/snapshot/manifest.ts';
import { Notification } from './core/snapshot/notification.ts';
import { NotificationRecord } from './core/snapshot/notification-record.ts';
import { Pruned } from './core/snapshot/pruned.ts';
import { QualitySnapshot } from './core/snapshot/quality-snapshot.ts';
import { SegmentSnapshot } from './core/snapshot/segment-snapshot.ts';
import { SpoolChecksums } from './core/snapshot/spool-checksums.ts';
import { SystemState } from './core/snapshot/system-state.ts';

/** Every JSON Schema that oads publishes, by its file in the repository: generated from the code that writes and reads the files. */
export function publishedSchemas(): Record<string, object> {
  const dialect = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  return {
    'config/oads.schema.json': publishedSchema(ConfigSchema, optionSchemas(createRegistry())),
    'docs/schemas/bundle.schema.json': { ...dialect, ...BundleCard },
    'docs/schemas/reference.schema.json': { ...dialect, ...ReferenceProfile },
    'docs/schemas/groups.schema.json': { ...dialect, ...GroupsReference },
    'docs/schemas/quality_snapshot.schema.json': { ...dialect, ...QualitySnapshot },
    'docs/schemas/drift_snapshot.schema.json': { ...dialect, ...DriftSnapshot },
    'docs/schemas/inference_metrics.schema.json': { ...dialect, ...InferenceMetrics },
    'docs/schemas/segment_snapshot.schema.json': { ...dialect, ...SegmentSnapshot },
    'docs/schemas/system_state.schema.json': { ...dialect, ...SystemState },
    'docs/schemas/manifest.schema.json': { ...dialect, ...Manifest },
    'docs/schemas/notification.schema.json': { ...dialect, ...Notification },
    'docs/schemas/notification_record.schema.json': { ...dialect, ...NotificationRecord },
    'docs/schemas/pruned.schema.json': { ...dialect, ...Pruned },
    'docs/schemas/acknowledgement.schema.json': { ...dialect, ...Acknowledgement },
    'docs/schemas/spool_checksums.schema.json': { ...dialect, ...SpoolChecksums },
    ...commandSchemas(dialect),
  };
}

/** What each command prints with `--json`, and what any prints that could not do its work. */
function commandSchemas(dialect: object): Record<string, object> {
  const named = Object.entries({ ...COMMAND_RESULTS, error: ErrorResult });
  return Object.fromEntries(
    named.map(([id, schema]) => [`docs/schemas/commands/${id.replaceAll(':', '-')}.schema.json`, { ...dialect, ...schema }]),
  );
}

export { describeLadder } from './core/trust/describe-ladder.ts';
