import { readFileSync } from 'node:fs';
import path from 'node:path';
import { quoteWord } from '../../quote-word.ts';
import { follow } from './follow.ts';
import { isCommon, isStranger, judge, judgeMode, thisUser, type Unsafe, type User } from './judge.ts';
import { look } from './look.ts';

/** Where Node and oclif look for what is not where it should be, in all directories above. */
const SOUGHT_ABOVE = ['node_modules', 'package.json'];

/**
 * Why others could lay code in a data directory: they may write to it, to one above it, to what npm and oclif keep in it, or to what a
 * link of these leads through. Members of a group are trusted, as a desk shares a directory: what belongs to another of this user's own
 * group, too. Root shares with nobody. Undefined where nobody else can, and on Windows. What plugins have within themselves is not looked at.
 */
export function whyUnsafe(dir: string, user = thisUser()): Unsafe | undefined {
  if (user === undefined) return undefined;
  const given = path.resolve(dir);
  const { passed, end } = follow(given);
  const within = listWithin(end).map((place) => ({ place, way: follow(place, end) }));
  const own = new Set([given, end, ...within.flatMap(({ place, way }) => [place, way.end])]);
  const others = [...passed, ...within.flatMap(({ way }) => way.passed)].reverse();
  for (const at of new Set([...own, ...others])) {
    const stats = look(at);
    const isOwn = own.has(at);
    const found = stats && judge(at, stats, user, isOwn);
    if (found)
      return { ...found, why: at === given ? found.why : `${isOwn ? 'holds' : relate(at, [given, end])} ${at}, which ${found.why}` };
  }
  return findAround(others, user);
}

/**
 * Why others could exchange the directory of a linked plugin: all may write to it or to one above it, or a link on the way is of another user.
 * Another user's directory is not by itself: whoever linked it chose it; but where all may lay one, as in /tmp, it must be this user's.
 */
export function whyUnsafeLink(root: string, user = thisUser()): Unsafe | undefined {
  if (user === undefined) return undefined;
  const given = path.resolve(root);
  const { passed, end } = follow(given);
  const places = [...passed].reverse();
  for (const at of places) {
    const stats = look(at);
    if (stats === undefined) continue;
    const isOwn = at === end;
    const isChosen = stats.isDirectory() && isStranger(stats, user) && !isCommon(look(path.dirname(at)), user);
    const found = isChosen ? judgeMode(at, stats, user, isOwn) : judge(at, stats, user, isOwn);
    if (found) return { ...found, why: at === given ? found.why : `${relate(at, [given, end])} ${at}, which ${found.why}` };
  }
  return findAround(places, user);
}

/** What others have laid where it would be found if the plugin, or a package that it imports, is not where it should be. */
function findAround(places: readonly string[], user: User): Unsafe | undefined {
  for (const dir of new Set(places)) {
    if (!isCommon(look(dir), user)) continue;
    for (const at of SOUGHT_ABOVE.map((name) => path.join(dir, name))) {
      const stats = look(at);
      const found = stats && judge(at, stats, user, true);
      if (found) return { why: `lies below ${dir}, where ${at} ${found.why}`, mend: `remove ${quoteWord(at)}` };
    }
  }
  return undefined;
}

function relate(at: string, places: readonly string[]): string {
  return places.some((place) => !path.relative(at, place).startsWith('..')) ? 'lies in' : 'leads through';
}

/** What names plugins and what holds them. */
function listWithin(dir: string): string[] {
  const modules = path.join(dir, 'node_modules');
  const places = namesIn(dir).flatMap((name) => {
    const root = path.join(modules, name);
    return [path.dirname(root), root, path.join(root, 'package.json')];
  });
  return [path.join(dir, 'package.json'), modules, ...places];
}

/** Of the plugins that are installed, not linked. */
function namesIn(dir: string): string[] {
  try {
    const { oclif } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as {
      oclif: { plugins: { name: string; type: string }[] };
    };
    return oclif.plugins.filter(({ type }) => type === 'user').map(({ name }) => name);
  } catch {
    // None, or told elsewhere.
    return [];
  }
}
