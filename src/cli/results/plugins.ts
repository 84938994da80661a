import Type, { type Static } from 'typebox';
import { closed, literals, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const Contribution = Type.Object({ id: Type.String({ description: 'as a config names it' }), description: Type.String() }, closed);

export const PluginEntry = Type.Object(
  {
    name: Type.String({ description: 'of its package' }),
    short: Type.String({ description: 'what its contributions begin with' }),
    version: NullableText,
    type: literals(['install', 'link']),
    from: Type.String({ description: 'what was installed: a package, a packed plugin, a directory' }),
    root: NullableText,
    problem: Type.Union([NullableText], { description: 'why it cannot be used; null: it can' }),
    loaders: Type.Array(Contribution),
    checks: Type.Array(Contribution),
    features: Type.Array(Contribution),
    pipelines: Type.Array(Type.Object({ ...Contribution.properties, config: Type.String({ description: 'its file' }) }, closed)),
  },
  closed,
);
export type PluginEntry = Static<typeof PluginEntry>;

export const PluginsResult = Type.Object({ plugins: Type.Array(PluginEntry), warnings }, { ...closed, title: 'oads plugins --json' });
export type PluginsResult = Static<typeof PluginsResult>;

export const PluginsInspectResult = Type.Object(
  {
    ...PluginEntry.properties,
    dependencies: Type.Record(Type.String(), Type.String(), { description: 'packages that it needs, as its package.json asks for them' }),
    warnings,
  },
  { ...closed, title: 'oads plugins inspect --json' },
);
export type PluginsInspectResult = Static<typeof PluginsInspectResult>;

export const PluginsInstallResult = Type.Object(
  { installed: Type.Array(PluginEntry), warnings },
  { ...closed, title: 'oads plugins install --json' },
);
export type PluginsInstallResult = Static<typeof PluginsInstallResult>;

export const PluginsLinkResult = Type.Object({ linked: PluginEntry, warnings }, { ...closed, title: 'oads plugins link --json' });
export type PluginsLinkResult = Static<typeof PluginsLinkResult>;

export const PluginsUninstallResult = Type.Object(
  { removed: Type.Array(Type.String()), warnings },
  { ...closed, title: 'oads plugins uninstall --json' },
);
export type PluginsUninstallResult = Static<typeof PluginsUninstallResult>;

export const PluginsNewResult = Type.Object(
  { name: Type.String(), dir: Type.String(), files: Type.Array(Type.String()), next: Type.Array(Type.String()), warnings },
  { ...closed, title: 'oads plugins new --json' },
);
export type PluginsNewResult = Static<typeof PluginsNewResult>;

export const PluginsCopyResult = Type.Object(
  {
    pipeline: Type.String(),
    dir: Type.String(),
    config: Type.String({ description: 'its file in the directory' }),
    files: Type.Array(Type.String(), { description: 'what it names and was copied with it, relative to the directory' }),
    next: Type.Array(Type.String()),
    warnings,
  },
  { ...closed, title: 'oads plugins copy --json' },
);
export type PluginsCopyResult = Static<typeof PluginsCopyResult>;

export const PluginsTestResult = Type.Object(
  {
    plugin: Type.String(),
    version: Type.String(),
    passed: Type.Boolean(),
    results: Type.Array(
      Type.Object(
        {
          subject: Type.String(),
          law: Type.String(),
          problem: Type.Union([NullableText], { description: 'what does not hold; null: it holds' }),
        },
        closed,
      ),
    ),
    warnings,
  },
  { ...closed, title: 'oads plugins test --json' },
);
export type PluginsTestResult = Static<typeof PluginsTestResult>;
