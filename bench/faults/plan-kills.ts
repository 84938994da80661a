import { createRandom, type Random } from '../../src/core/model/random.ts';
import type { PreparedScene } from '../../test/support/fault-injection/scenes.ts';

export interface Kill {
  readonly scene: PreparedScene;
  /** At a point of its writing, or so long after its first operation. */
  readonly at: KillPoint | { readonly afterMs: number };
  /** The config that runs next: most often the same, sometimes another. */
  readonly next: string;
}

interface KillPoint {
  readonly phase: string;
  readonly nth: number;
  readonly when: 'before' | 'torn' | 'after';
}

/** Of all kills, those at an instant from outside. */
const OUTSIDE_SHARE = 0.25;
const OTHER_NEXT_SHARE = 0.15;
const OTHER = 'quarantine.yaml';

/**
 * Every phase gets as many kills; within a phase each scene and operation comes once before any comes twice. Half of the
 * instants from outside fall on the last scene, the large one, which gets nothing else.
 */
export function planKills(scenes: readonly PreparedScene[], count: number, seed: number): Kill[] {
  const random = createRandom(seed, 1);
  const large = scenes[scenes.length - 1];
  const small = scenes.slice(0, -1);
  const points = Map.groupBy(
    small.flatMap((scene) =>
      scene.operations.flatMap(({ phase, inPhase, label }) =>
        (['before', 'torn', 'after'] as const)
          .filter((when) => when !== 'torn' || label.startsWith('write'))
          .map((when) => ({ scene, at: { phase, nth: inPhase, when } })),
      ),
    ),
    ({ at }) => at.phase,
  );
  const shuffled = [...points.values()].map((of) => shuffle(of, random));
  const outside = Math.round(count * OUTSIDE_SHARE);
  const kills = [
    ...Array.from({ length: count - outside }, (_, number) => {
      const of = shuffled[number % shuffled.length];
      return of[Math.floor(number / shuffled.length) % of.length];
    }),
    ...Array.from({ length: outside }, (_, number) => {
      const scene = number % 2 === 0 ? large : small[random.nextBelow(small.length)];
      return { scene, at: { afterMs: random.nextFloat() * scene.durationMs } };
    }),
  ];
  return kills.map((kill) => ({ ...kill, next: random.nextFloat() < OTHER_NEXT_SHARE && !kill.scene.damage ? OTHER : kill.scene.config }));
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.nextFloat() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
