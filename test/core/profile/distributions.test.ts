import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chiSquareSurvival, kolmogorovSurvival, logGamma, normalCdf, normalTwoSided } from '../../../src/core/profile/distributions.ts';
import { assertClose } from '../drift/measures/close.ts';

const test = suite('profile/distributions');

// Reference values: scipy 1.17.1 (scipy.stats.norm, chi2, scipy.special.kolmogorov, gammaln).
test('log gamma', () => {
  for (const [x, y] of [
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [2.5, 0.2846828704729192],
    [10, 12.801827480081469],
    [1000, 5905.220423209181],
    [1e6, 12815504.569147611],
  ] as const)
    assertClose(logGamma(x), y, 1e-12);
});

test('normal distribution, far tails included', () => {
  for (const [z, p] of [
    [0, 1],
    [0.5, 0.6170750774519738],
    [1, 0.31731050786291415],
    [3, 0.0026997960632601866],
    [5, 5.733031437583866e-7],
    [8, 1.244192114854348e-15],
    [20, 5.507248237212311e-89],
    [37, 1.1451142445047853e-299],
  ] as const) {
    assertClose(normalTwoSided(z), p, 1e-10);
    assertClose(normalTwoSided(-z), p, 1e-10);
  }
  for (const [z, p] of [
    [-8, 6.22096057427174e-16],
    [-2, 0.022750131948179195],
    [-0.3, 0.3820885778110474],
    [0, 0.5],
    [0.3, 0.6179114221889526],
    [6, 0.9999999990134123],
  ] as const)
    assertClose(normalCdf(z), p, 1e-10);
});

test('chi-square survival, 1 to 10,000 degrees', () => {
  for (const [x, degrees, p] of [
    [0.5, 1, 0.47950012218695337],
    [3.84, 1, 0.05004352124870519],
    [0.001, 2, 0.9995001249791693],
    [9, 9, 0.43727418891386693],
    [30, 9, 0.00043872177097947936],
    [200, 9, 3.312992393909567e-38],
    [95, 100, 0.6225792918781736],
    [1000, 1000, 0.49405285382923964],
    [120, 49, 6.876961427062773e-8],
    [10500, 10000, 0.00024794736798936033],
  ] as const)
    assertClose(chiSquareSurvival(x, degrees), p, 1e-8);
  assert.is(chiSquareSurvival(0, 3), 1);
  assert.is(chiSquareSurvival(Infinity, 3), 0);
  assert.is(chiSquareSurvival(1e9, 9), 0);
});

test('Kolmogorov survival on both sides of the series change', () => {
  for (const [x, p] of [
    [0.2, 0.999999999999495],
    [0.5, 0.9639452436648751],
    [0.8, 0.5441424115741981],
    [0.99, 0.2808738392255489],
    [1, 0.26999967167735456],
    [1.01, 0.25943416909359746],
    [1.36, 0.049485876755377876],
    [2, 0.0006709252557796953],
    [5, 3.8574996959278356e-22],
  ] as const)
    assertClose(kolmogorovSurvival(x), p, 1e-10);
  assert.is(kolmogorovSurvival(0), 1);
});

test.run();
