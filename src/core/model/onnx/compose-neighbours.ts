import type { Neighbours } from '../detectors/neighbours.ts';
import type { GraphPart, OnnxNode } from './encode-model.ts';

/**
 * Rows that are multiplied at once, the last block filled up. A matrix product's last bits depend on its shape, which is the
 * same for every block: so a row's distance depends on the row alone, and memory on the block.
 */
const BLOCK_ROWS = 128;
/** Columns of ones, to sum squares by a product whose kernel is that of the distances; any sum over an axis depends on the row's place. */
const SUM_COLUMNS = 8;
const DOUBLE = 11;

/**
 * The neighbours' part of a graph, from the tensor named `input` (float [N, width]) to the one named `output` (double [N, 1]). In
 * float64, since |x|² − 2xr + |r|² loses half of its digits where rows are close.
 */
export function composeNeighbours({ width, rows, centre, range, scale, k }: Neighbours, input: string, output: string): GraphPart {
  const name = (part: string) => `${output}_${part}`;
  const count = rows.length / width;
  const embed = (from: string, to: string) => embedNodes(from, to, name);
  return {
    nodes: [
      // [N, width] → blocks of [BLOCK_ROWS, width]
      { operator: 'Shape', inputs: [input], outputs: [name('shape')] },
      { operator: 'Gather', inputs: [name('shape'), name('int_0')], outputs: [name('n')] },
      { operator: 'Neg', inputs: [name('n')], outputs: [name('minus_n')] },
      { operator: 'Mod', inputs: [name('minus_n'), name('block_rows')], outputs: [name('missing')] },
      {
        operator: 'Concat',
        inputs: [name('int_0'), name('int_0'), name('missing'), name('int_0')],
        outputs: [name('pads')],
        attributes: { axis: 0 },
      },
      { operator: 'Pad', inputs: [input, name('pads')], outputs: [name('padded')] },
      { operator: 'Reshape', inputs: [name('padded'), name('blocks_shape')], outputs: [name('blocks')] },
      // [2 width + 1, rows]: −2r, and |r|² below it. All of it is constant: the runtime computes it once, when it loads the model.
      ...embed(name('rows'), name('r')),
      { operator: 'Transpose', inputs: [name('r')], outputs: [name('columns')], attributes: { perm: Int32Array.of(1, 0) } },
      { operator: 'Mul', inputs: [name('columns'), name('minus_two')], outputs: [name('products')] },
      { operator: 'Mul', inputs: [name('columns'), name('columns')], outputs: [name('squares')] },
      { operator: 'ReduceSum', inputs: [name('squares'), name('int_0')], outputs: [name('norms')], attributes: { keepdims: 1 } },
      { operator: 'Concat', inputs: [name('products'), name('norms')], outputs: [name('matrix')], attributes: { axis: 0 } },
      {
        operator: 'Scan',
        inputs: [name('blocks')],
        outputs: [name('by_block')],
        attributes: {
          num_scan_inputs: 1,
          body: {
            graph: {
              name: name('body'),
              inputs: [{ name: name('block'), shape: [BLOCK_ROWS, width] }],
              outputs: [{ name: name('distances'), shape: [BLOCK_ROWS, 1], type: 'double' }],
              constants: [],
              nodes: [
                ...embed(name('block'), name('x')),
                { operator: 'Concat', inputs: [name('x'), name('ones')], outputs: [name('x_1')], attributes: { axis: 1 } },
                { operator: 'MatMul', inputs: [name('x_1'), name('matrix')], outputs: [name('relative')] },
                ...selectNearest(k, name),
                { operator: 'Mul', inputs: [name('x'), name('x')], outputs: [name('x_squares')] },
                { operator: 'MatMul', inputs: [name('x_squares'), name('sum_columns')], outputs: [name('x_sums')] },
                { operator: 'Gather', inputs: [name('x_sums'), name('int_0')], outputs: [name('x_norm')], attributes: { axis: 1 } },
                { operator: 'Add', inputs: [name('nearest'), name('x_norm')], outputs: [name('rounded')] },
                // Rounding can leave a little less than nothing.
                { operator: 'Max', inputs: [name('rounded'), name('zero')], outputs: [name('squared')] },
                { operator: 'Sqrt', inputs: [name('squared')], outputs: [name('distances')] },
              ],
            },
          },
        },
      },
      { operator: 'Reshape', inputs: [name('by_block'), name('column_shape')], outputs: [name('all')] },
      { operator: 'Slice', inputs: [name('all'), name('int_0'), name('n')], outputs: [output] },
    ],
    constants: [
      { name: name('rows'), shape: [count, width], values: rows },
      { name: name('centre'), shape: [width], values: Float64Array.from(centre) },
      { name: name('range'), shape: [width], values: Float64Array.from(range) },
      { name: name('scale'), shape: [width], values: Float64Array.from(scale) },
      { name: name('int_0'), shape: [1], values: Int32Array.of(0) },
      { name: name('k'), shape: [1], values: Int32Array.of(k) },
      { name: name('last'), shape: [1], values: Int32Array.of(k - 1) },
      { name: name('block_rows'), shape: [1], values: Int32Array.of(BLOCK_ROWS) },
      { name: name('blocks_shape'), shape: [3], values: Int32Array.of(-1, BLOCK_ROWS, width) },
      { name: name('column_shape'), shape: [2], values: Int32Array.of(-1, 1) },
      { name: name('one'), shape: [1], values: Float64Array.of(1) },
      { name: name('zero'), shape: [1], values: Float64Array.of(0) },
      { name: name('minus_two'), shape: [1], values: Float64Array.of(-2) },
      { name: name('ones'), shape: [BLOCK_ROWS, 1], values: new Float64Array(BLOCK_ROWS).fill(1) },
      { name: name('sum_columns'), shape: [2 * width, SUM_COLUMNS], values: new Float64Array(2 * width * SUM_COLUMNS).fill(1) },
    ],
  };
}

/** Both coordinates of each feature. asinh as sign(u) · log(|u| + √(u² + 1)), since ONNX Runtime has it for float alone. */
function embedNodes(from: string, to: string, constant: (part: string) => string): OnnxNode[] {
  const name = (part: string) => `${to}_${part}`;
  return [
    { operator: 'Cast', inputs: [from], outputs: [name('double')], attributes: { to: DOUBLE } },
    { operator: 'Sub', inputs: [name('double'), constant('centre')], outputs: [name('centred')] },
    { operator: 'Div', inputs: [name('centred'), constant('range')], outputs: [name('linear')] },
    { operator: 'Div', inputs: [name('centred'), constant('scale')], outputs: [name('u')] },
    { operator: 'Mul', inputs: [name('u'), name('u')], outputs: [name('uu')] },
    { operator: 'Add', inputs: [name('uu'), constant('one')], outputs: [name('uu_1')] },
    { operator: 'Sqrt', inputs: [name('uu_1')], outputs: [name('root')] },
    { operator: 'Abs', inputs: [name('u')], outputs: [name('abs')] },
    { operator: 'Add', inputs: [name('abs'), name('root')], outputs: [name('sum')] },
    { operator: 'Log', inputs: [name('sum')], outputs: [name('log')] },
    { operator: 'Sign', inputs: [name('u')], outputs: [name('sign')] },
    { operator: 'Mul', inputs: [name('sign'), name('log')], outputs: [name('soft')] },
    { operator: 'Concat', inputs: [name('linear'), name('soft')], outputs: [to], attributes: { axis: 1 } },
  ];
}

function selectNearest(k: number, name: (part: string) => string): OnnxNode[] {
  if (k === 1)
    return [
      {
        operator: 'ReduceMin',
        inputs: [name('relative')],
        outputs: [name('nearest')],
        attributes: { axes: Int32Array.of(1), keepdims: 1 },
      },
    ];
  return [
    {
      operator: 'TopK',
      inputs: [name('relative'), name('k')],
      outputs: [name('k_nearest'), name('k_places')],
      attributes: { axis: 1, largest: 0, sorted: 1 },
    },
    { operator: 'Gather', inputs: [name('k_nearest'), name('last')], outputs: [name('nearest')], attributes: { axis: 1 } },
  ];
}
