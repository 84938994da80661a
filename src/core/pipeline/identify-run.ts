import { namedPlugins } from '../config/contributions.ts';
import type { ContentDigest } from '../frame/content-digest.ts';
import type { Loaded } from '../load/load-rows.ts';
import type { RunIdentity } from '../snapshot/manifest.ts';
import type { Plan } from './plan.ts';
import { isConfigWindow } from './row-window.ts';

/** Everything that decides a run's result; its hash is the run's id. */
export function identifyRun(
  plan: Plan,
  version: string,
  { intake, used, fallbackReason }: Pick<Loaded<{ readonly digest: ContentDigest }>, 'intake' | 'used' | 'fallbackReason'>,
  /** Of the earlier runs that a rule reads; null where none does. */
  historyDigest: string | null = null,
): RunIdentity {
  const { pipeline, config_digest, bundle_digest, oads_version, plugins, as_of, window, tables } = planIdentity(plan, version);
  return {
    pipeline,
    input_digest: intake.digest.hex(),
    source_used: used,
    fallback_reason: fallbackReason,
    config_digest,
    bundle_digest,
    oads_version,
    plugins,
    as_of,
    history_digest: historyDigest,
    ...(window ? { window } : {}),
    ...(tables ? { tables } : {}),
  };
}

/** What is known of it before a row is read. */
export function planIdentity(
  plan: Plan,
  version: string,
): Omit<RunIdentity, 'input_digest' | 'source_used' | 'fallback_reason' | 'history_digest'> {
  const { bundle, window, preparations } = plan;
  return {
    pipeline: plan.config.pipeline,
    config_digest: plan.config.digest,
    bundle_digest: bundle.state === 'ok' ? bundle.bundle.digest : bundle.state === 'invalid' ? bundle.error.code : null,
    oads_version: version,
    plugins: usedPlugins(plan),
    as_of: plan.asOfText,
    ...(Object.keys(preparations.tables).length > 0 ? { tables: preparations.tables } : {}),
    // Left out where config and as-of time say the same, so that a step of a backfill is the run that a schedule would have made.
    ...(window && !isConfigWindow(window, plan.config, plan.asOf)
      ? { window: { from: window.from.toISOString(), to: window.to.toISOString() } }
      : {}),
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
