import type { CombinationCurve } from '../detectors/combination-curve.ts';
import type { GraphPart } from './encode-model.ts';

/** The curve as a lookup: the knots at or below the score are counted (exact in any order), the last one's line is followed. Double [N, 1] to double [N, 1]. */
export function composeCurve({ knots, values, slopes }: CombinationCurve, input: string, output: string): GraphPart {
  const name = (part: string) => `${output}_${part}`;
  const lookUp = (table: string) => ({
    operator: 'Gather',
    inputs: [name(table), name('at')],
    outputs: [name(`${table}_at`)],
    attributes: { axis: 0 },
  });
  return {
    nodes: [
      { operator: 'Max', inputs: [input, name('first')], outputs: [name('x')] },
      { operator: 'GreaterOrEqual', inputs: [name('x'), name('later')], outputs: [name('passed')] },
      { operator: 'Cast', inputs: [name('passed')], outputs: [name('ones')], attributes: { to: 1 } },
      { operator: 'ReduceSum', inputs: [name('ones'), name('axis')], outputs: [name('count')], attributes: { keepdims: 1 } },
      { operator: 'Cast', inputs: [name('count')], outputs: [name('at')], attributes: { to: 7 } },
      lookUp('knots'),
      lookUp('values'),
      lookUp('slopes'),
      { operator: 'Sub', inputs: [name('x'), name('knots_at')], outputs: [name('beyond')] },
      { operator: 'Mul', inputs: [name('beyond'), name('slopes_at')], outputs: [name('rise')] },
      { operator: 'Add', inputs: [name('values_at'), name('rise')], outputs: [output] },
    ],
    constants: [
      { name: name('first'), shape: [1], values: knots.slice(0, 1) },
      // One that nothing reaches stands for none, since a runtime may refuse a tensor of length 0.
      {
        name: name('later'),
        shape: [Math.max(1, knots.length - 1)],
        values: knots.length > 1 ? knots.slice(1) : Float64Array.of(Infinity),
      },
      { name: name('axis'), shape: [1], values: Int32Array.of(1) },
      { name: name('knots'), shape: [knots.length], values: knots },
      { name: name('values'), shape: [values.length], values },
      { name: name('slopes'), shape: [slopes.length], values: slopes },
    ],
  };
}
