import type { Config } from '../core/config/defaults.ts';
import type { NotifySettings } from '../core/config/notify-defaults.ts';
import { UsageError } from '../core/errors.ts';

export function requireNotify({ notify, file }: Config): NotifySettings {
  if (notify) return notify;
  throw new UsageError('OADS_USAGE_NOTIFY', `expected a config with \`notify\`, got none in ${file}`, {
    hint: 'docs/alerts.md has an example of each kind of channel',
  });
}
