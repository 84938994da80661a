import type { Delivery } from '../../core/notify/deliver/deliver-pending.ts';
import type { TestedChannel } from '../../core/notify/test-channels.ts';
import type { ListedPipeline } from '../results/notify.ts';
import { layOutLine, layOutTable } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import { formatCount } from './format.ts';

export function renderTested(tested: readonly TestedChannel[], screen: Screen = PAPER): string {
  const rows = tested.map(({ channel, type, delivered, attempts, error }) => [
    [verdict(delivered ? 'OK' : 'FAIL')],
    channel,
    type,
    `${error ?? 'delivered'}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
  ]);
  return layOutTable(rows, [{ name: 'is', keep: true }, { name: 'channel', keep: true }, { name: 'type' }, { name: 'what' }], screen).join(
    '\n',
  );
}

export function renderDelivery(pipeline: string, { delivered, pending, held, given_up }: Delivery, screen: Screen = PAPER): string {
  const parts = [`${formatCount(delivered)} delivered`, `${formatCount(pending)} pending`];
  if (held > 0) parts.push(`${formatCount(held)} held back by the rate limit`);
  if (given_up > 0) parts.push(`${formatCount(given_up)} given up`);
  return layOutLine(`${pipeline}: ${parts.join(', ')}`, screen).join('\n');
}

const COLUMNS = [
  { name: 'made', keep: true },
  { name: 'channel', keep: true },
  { name: 'state', keep: true },
  { name: 'tries', align: 'right', drop: 2 },
  { name: 'severity', drop: 1 },
  { name: 'what' },
] as const;

export function renderNotifications({ pipeline, total, problems, notifications }: ListedPipeline, screen: Screen = PAPER): string {
  const rows = notifications.map(({ created_at, channel, state, attempts, severity, title, error }) => [
    created_at.replace(/:\d\d(\.\d+)?Z$/, 'Z').replace('T', ' '),
    channel,
    state.replace('_', ' '),
    formatCount(attempts),
    severity,
    error === null || state === 'delivered' ? title : [title, dim(`: ${error}`)],
  ]);
  const lines = rows.length > 0 ? layOutTable(rows, COLUMNS, screen, { head: true }) : [];
  for (const problem of problems) lines.push(...layOutLine([verdict('DAMAGED'), ` ${problem}`], screen));
  const count = notifications.length === total ? formatCount(total) : `${formatCount(notifications.length)} of ${formatCount(total)}`;
  lines.push(...layOutLine(`${pipeline}: ${count} ${total === 1 ? 'message' : 'messages'}`, screen));
  return lines.join('\n');
}
