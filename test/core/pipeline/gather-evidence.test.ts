import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { areInputsTested, describeDrift, weighSeason } from '../../../src/core/pipeline/gather-evidence.ts';
import type { Plan } from '../../../src/core/pipeline/plan.ts';
import type { DriftSnapshot } from '../../../src/core/snapshot/drift-snapshot.ts';

const test = suite('pipeline/gather-evidence');

type Multivariate = NonNullable<DriftSnapshot['multivariate']>;
const pair = (...features: [string, string]) => ({ features }) as Multivariate['drifted'][number];
const pairs = (status: Multivariate['status'], drifted: Multivariate['drifted'] = [], count = drifted.length): Multivariate => ({
  status,
  tested: 10,
  insufficient: 0,
  drifted_pairs: count,
  drifted,
  reasons: [],
});
const season = { verdict: 'none' } as NonNullable<DriftSnapshot['season']>;

test('the season says nothing of a severely changed dependence', () => {
  assert.is(weighSeason({ season, multivariate: pairs('none') }), 'none');
  assert.is(weighSeason({ season, multivariate: pairs('moderate', [pair('a', 'b')]) }), 'none');
  assert.is(weighSeason({ season, multivariate: pairs('severe', [pair('a', 'b')]) }), null);
  assert.is(weighSeason({ season }), 'none');
  assert.is(weighSeason({ multivariate: pairs('none') }), null);
});

test('every input of the model needs a verdict of its own; what is only watched does not', () => {
  const features = [
    { name: 'a', model: true },
    { name: 'b', model: true },
    { name: 'watched', model: false },
  ];
  const bundle = { state: 'ok', bundle: { card: { features } } } as unknown as Plan['bundle'];
  const verdicts = (...status: string[]) =>
    ({ features: status.map((each, at) => ({ feature: features[at].name, status: each })) }) as Pick<DriftSnapshot, 'features'>;
  assert.is(areInputsTested(bundle, verdicts('none', 'moderate', 'insufficient')), true);
  assert.is(areInputsTested(bundle, verdicts('none', 'insufficient', 'none')), false);
  assert.is(areInputsTested(bundle, verdicts('none')), false);
  assert.is(areInputsTested({ state: 'absent' }, verdicts('none', 'none')), null);
});

test('drift names features and pairs, else its reasons', () => {
  const reasons = ['2 of 3 features have too few values for a verdict'];
  assert.is(describeDrift({ drifted: ['a'], multivariate: pairs('none'), reasons }), 'drifted: a');
  assert.is(
    describeDrift({ drifted: [], multivariate: pairs('severe', [pair('a', 'b')]), reasons }),
    'no longer go together as they did: a and b',
  );
  const many = pairs('severe', [pair('a', 'b'), pair('a', 'c'), pair('b', 'c'), pair('b', 'd')], 60);
  assert.is(
    describeDrift({ drifted: ['a', 'b'], multivariate: many, reasons }),
    'drifted: a, b; no longer go together as they did: a and b, a and c, b and c and 57 more',
  );
  assert.is(describeDrift({ drifted: [], reasons }), reasons[0]);
});

test.run();
