import type { PluginEntry } from '../results/plugins.ts';
import { layOutLine, layOutPairs } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';

const KINDS = ['loaders', 'checks', 'features', 'pipelines'] as const;

/** Each plugin with what it contributes, or why it cannot be used. */
export function renderPlugins(plugins: readonly PluginEntry[], screen: Screen = PAPER): string {
  if (plugins.length === 0) return 'no plugins are installed';
  return plugins.map((plugin) => renderPlugin(plugin, screen)).join('\n\n');
}

/** One plugin with every contribution and its description. */
export function renderContributions(plugin: PluginEntry, dependencies: readonly string[], screen: Screen = PAPER): string {
  const pairs: [string, string][] = [
    ['version', plugin.version ?? 'unknown'],
    [plugin.type === 'link' ? 'linked from' : 'installed from', plugin.from],
    ['directory', plugin.root ?? 'none'],
    ['dependencies', dependencies.join(', ') || 'none'],
    ...(plugin.problem === null ? [] : [['cannot be used', plugin.problem] as [string, string]]),
  ];
  const sections = KINDS.filter((kind) => plugin[kind].length > 0).map((kind) =>
    [
      '',
      kind,
      ...layOutPairs(
        plugin[kind].map((one) => [`  ${one.id}`, 'config' in one ? `${one.description}; ${one.config}` : one.description] as const),
        screen,
      ),
    ].join('\n'),
  );
  return [...layOutLine(plugin.name, screen), ...layOutPairs(pairs, screen), ...sections].join('\n');
}

/** `2 loaders, 1 check, 1 feature, 1 pipeline` */
export function countContributions(plugin: PluginEntry): string {
  return KINDS.filter((kind) => plugin[kind].length > 0 || kind !== 'pipelines')
    .map((kind) => `${plugin[kind].length} ${plugin[kind].length === 1 ? kind.slice(0, -1) : kind}`)
    .join(', ');
}

function renderPlugin(plugin: PluginEntry, screen: Screen): string {
  const where = plugin.type === 'link' ? `linked from ${plugin.from}` : `installed from ${plugin.from}`;
  const heading = `${plugin.short} ${plugin.version ?? ''} (${plugin.name}, ${where})`.replace('  ', ' ');
  const pairs: [string, string][] =
    plugin.problem === null
      ? KINDS.filter((kind) => plugin[kind].length > 0).map((kind) => [`  ${kind}`, plugin[kind].map(({ id }) => id).join(', ')])
      : [['  cannot be used', plugin.problem]];
  return [...layOutLine(heading, screen), ...layOutPairs(pairs, screen)].join('\n');
}
