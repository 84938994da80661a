import { namedPlugins } from '../config/contributions.ts';
import type { ContentDigest } from '../frame/content-digest.ts';
import type { Loaded } from '../load/load-rows.ts';
import type { RunIdentity } from '../snapshot/manifest.ts';
import type { Plan } from './plan.ts';

/** Everything that decides a run's result; its hash is the run's id. */
export function identifyRun(
  plan: Plan,
  version: string,
  { intake, used, fallbackReason }: Pick<Loaded<{ readonly digest: ContentDigest }>, 'intake' | 'used' | 'fallbackReason'>,
  /** Of the earlier runs that a rule reads; null where none does. */
  historyDigest: string | null = null,
): RunIdentity {
  const { bundle } = plan;
  return {
    pipeline: plan.config.pipeline,
    input_digest: intake.digest.hex(),
    source_used: used,
    fallback_reason: fallbackReason,
    config_digest: plan.config.digest,
    bundle_digest: bundle.state === 'ok' ? bundle.bundle.digest : bundle.state === 'invalid' ? bundle.error.code : null,
    oads_version: version,
    plugins: usedPlugins(plan),
    as_of: plan.asOfText,
    history_digest: historyDigest,
  };
}

/** Versions of the plugins that the config names: another version may read or judge rows otherwise. */
function usedPlugins(plan: Plan): Record<string, string> {
  const { config, registry } = plan;
  return Object.fromEntries(
    namedPlugins({ source: config.source, checks: config.checks, features: plan.features }).map((name) => [
      name,
      registry.pluginVersions[name] ?? 'unknown',
    ]),
  );
}
