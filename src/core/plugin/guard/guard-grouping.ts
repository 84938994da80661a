import type { Grouping } from '../../profile/feature.ts';
import { askPlugin, isTexts, requireAnswer } from './answers.ts';

/** What `group` of a check or feature gives. Throws PluginError where it is no key and order. */
export function guardGrouping(owner: string, work: () => Grouping): Grouping {
  const given = askPlugin(owner, 'group', work) as Partial<Grouping> | null | undefined;
  requireAnswer(typeof given === 'object' && given !== null, owner, 'group to give a key and an order', given);
  const { key, order } = given as Grouping;
  requireAnswer(isTexts(key), owner, 'the key of group to be a list of columns', key);
  requireAnswer(isTexts(order), owner, 'the order of group to be a list of columns', order);
  return { key, order };
}
