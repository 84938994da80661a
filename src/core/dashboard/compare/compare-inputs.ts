import type { RunIdentity } from '../../snapshot/manifest.ts';
import type { ComparedInput } from './comparison.ts';

/** What decided each result, by the manifests: what differs first. */
export function compareInputs(run: RunIdentity, other: RunIdentity): ComparedInput[] {
  const [here, there] = [listInputs(run), listInputs(other)];
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((input) => {
      const [now, before] = [here.get(input) ?? null, there.get(input) ?? null];
      return { input, same: now === before, run: now, with: before };
    })
    .sort((a, b) => Number(a.same) - Number(b.same));
}

function listInputs(identity: RunIdentity): Map<string, string | null> {
  const { plugins, tables = {}, window } = identity;
  return new Map([
    ['rows (digest)', identity.input_digest],
    ['source used', identity.source_used],
    ['fallback reason', identity.fallback_reason],
    ['config (digest)', identity.config_digest],
    ['model bundle (digest)', identity.bundle_digest],
    ['oads version', identity.oads_version],
    ...Object.entries(plugins).map(([name, version]) => [`plugin ${name}`, version] as const),
    ...Object.entries(tables).map(([name, digest]) => [`table ${name} (digest)`, digest] as const),
    ['as of', identity.as_of],
    ['window', window ? `${window.from} to ${window.to}` : null],
    ['history (digest)', identity.history_digest],
  ]);
}
