import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { Persistence } from '../../../src/core/snapshot/drift-snapshot.ts';
import { decidePersistence, type EarlierVerdict } from '../../../src/core/trust/decide-persistence.ts';

const test = suite('trust/decide-persistence');

const VERDICTS = { n: 'none', m: 'moderate', s: 'severe', i: 'insufficient', u: 'unavailable', '!': 'damaged' } as const;
type Letter = keyof typeof VERDICTS;

/** `nns`: the newest run stands last. */
const read = (letters: string): EarlierVerdict[] =>
  [...letters].map((letter, index) => ({ run_id: String(index).padStart(16, '0'), verdict: VERDICTS[letter as Letter] })).reverse();

const rule = (runs: number, of: number) => ({ runs, of });

// Earlier runs, this run, runs, of → severe, unknown, blocks.
const TABLE: readonly (readonly [string, 'none' | 'moderate' | 'severe' | 'insufficient', number, number, number, number, boolean])[] = [
  ['nn', 'severe', 2, 3, 1, 0, false],
  ['nm', 'severe', 2, 3, 1, 0, false],
  ['ns', 'severe', 2, 3, 2, 0, true],
  ['sn', 'severe', 2, 3, 2, 0, true],
  ['ss', 'severe', 2, 3, 3, 0, true],
  ['ss', 'none', 2, 3, 2, 0, false],
  ['ss', 'moderate', 2, 3, 2, 0, false],
  ['ss', 'insufficient', 2, 3, 2, 0, false],
  // Only the last two earlier runs count.
  ['ssnn', 'severe', 2, 3, 1, 0, false],
  ['nnss', 'severe', 2, 3, 3, 0, true],
  // Nothing is known of earlier runs: the block does not wait.
  ['', 'severe', 2, 3, 1, 2, true],
  ['n', 'severe', 2, 3, 1, 1, true],
  ['!n', 'severe', 2, 3, 1, 1, true],
  ['n!', 'severe', 2, 3, 1, 1, true],
  ['ni', 'severe', 2, 3, 1, 1, true],
  ['nu', 'severe', 2, 3, 1, 1, true],
  ['!!', 'none', 2, 3, 0, 2, false],
  // Three of three can wait with one that was calm.
  ['n', 'severe', 3, 3, 1, 1, false],
  ['!n', 'severe', 3, 3, 1, 1, false],
  ['ss', 'severe', 3, 3, 3, 0, true],
  ['', 'severe', 3, 3, 1, 2, true],
  // One run is enough: never waits.
  ['nnnn', 'severe', 1, 5, 1, 0, true],
  ['nnss', 'severe', 4, 5, 3, 0, false],
  ['nsss', 'severe', 4, 5, 4, 0, true],
  ['nss!', 'severe', 4, 5, 3, 1, true],
];

for (const [earlier, raw, runs, of, severe, unknown, blocks] of TABLE) {
  test(`${runs} of ${of}: ${earlier || 'no run'}, then ${raw}: ${blocks ? 'blocks' : 'does not block'}`, () => {
    const decided = decidePersistence(raw, read(earlier), rule(runs, of));
    assert.equal([decided.severe, decided.unknown, decided.blocks], [severe, unknown, blocks]);
    assert.equal([decided.raw, decided.runs, decided.of], [raw, runs, of]);
    assert.equal(decided.history, read(earlier).slice(0, of - 1));
    assert.equal(findViolations(Persistence, decided), []);
  });
}

test('a run that is not known never makes a block wait longer than one that was calm', () => {
  for (const letters of ['nn', 'ns', 'sn', 'ss', 'mm']) {
    for (const at of [0, 1]) {
      const known = decidePersistence('severe', read(letters), rule(2, 3)).blocks;
      const lost = [...letters].map((letter, index) => (index === at ? '!' : letter)).join('');
      assert.ok(decidePersistence('severe', read(lost), rule(2, 3)).blocks >= known, `${letters} with ${lost}`);
    }
  }
});

test.run();
