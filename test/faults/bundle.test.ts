import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleCard } from '../../src/core/model/bundle.ts';
import { encodeModel, type OnnxNode } from '../../src/core/model/onnx/encode-model.ts';
import { FOREIGN_MODELS } from '../core/model/foreign-models.ts';
import { runOads, scratchDir } from '../support/cli.ts';
import { type Fault, faultSuite, type Scene } from '../support/faults.ts';
import { makeSmallPipeline } from '../support/small-pipeline.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;

type BundleFile = keyof BundleCard['files'];

/** The bundle of a scene, to be damaged. */
interface Damage {
  readonly dir: string;
  at(name: string): string;
  /** Changes one byte in the middle. */
  changeByte(name: string): void;
  /** Writes bytes over a file and its sha256 into the card, so that the checksums agree. */
  replace(name: BundleFile, bytes: Uint8Array | string): void;
  /** Writes the card anew; what it says need not be true. */
  rewriteCard(change: (card: Record<string, unknown> & BundleCard) => void): void;
}

function damageOf(dir: string): Damage {
  const at = (name: string) => path.join(dir, name);
  const rewriteCard: Damage['rewriteCard'] = (change) => {
    const card = JSON.parse(readFileSync(at('bundle.json'), 'utf8'));
    change(card);
    delete card.seal; // what is wrong below must be found without it
    writeFileSync(at('bundle.json'), JSON.stringify(card));
  };
  return {
    dir,
    at,
    changeByte: (name) => {
      const bytes = readFileSync(at(name));
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(at(name), bytes);
    },
    replace: (name, bytes) => {
      writeFileSync(at(name), bytes);
      rewriteCard((card) => {
        card.files[name] = createHash('sha256').update(bytes).digest('hex');
      });
    },
    rewriteCard,
  };
}

/** A model with the signature of the small pipeline's, weight and hours to one score, unless told otherwise. */
function makeModel(
  nodes: readonly OnnxNode[],
  { width = 2, input = 'X', output = 'score' }: { width?: number; input?: string; output?: string } = {},
): Uint8Array {
  return encodeModel({
    name: 'test',
    inputs: [{ name: input, shape: ['N', width] }],
    outputs: [{ name: output, shape: ['N'] }],
    constants: [],
    nodes,
  });
}

const largest = (input: string, output: string): OnnxNode => ({
  operator: 'ReduceMax',
  inputs: [input],
  outputs: [output],
  attributes: { axes: Int32Array.of(1), keepdims: 0 },
});

/** The small pipeline after one certified run, with its files in the scene's directory. */
function afterCertifiedRun({ dir }: Scene): void {
  cpSync(scratch.dir, dir, { recursive: true, verbatimSymlinks: true });
  // A copy of a directory has the mode that a new one has.
  const artifacts = path.join(dir, 'artifacts');
  for (const entry of readdirSync(artifacts, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o700);
}

const withheld = { exit: 4, after: 'a new run, withheld; last_good stays' } as const;

/** `oads run` with a bundle that was damaged: the run is there, withheld. */
function damaged(fault: string, says: RegExp, damage: (bundle: Damage) => void): Fault {
  return judged(fault, ['run'], { ...withheld, says }, damage);
}

function judged(
  fault: string,
  command: readonly string[],
  expected: Omit<Fault, 'fault' | 'provoke'>,
  damage: (bundle: Damage) => void,
): Fault {
  const provoke = async (scene: Scene) => {
    afterCertifiedRun(scene);
    damage(damageOf(path.join(scene.dir, 'model')));
    await scene.run(command[0] === 'verify' ? command : [...command, '-c', 'oads.yaml']);
  };
  return { fault, provoke, ...expected };
}

const test = faultSuite({
  section: 'bundle',
  before: async () => {
    scratch = await scratchDir();
    const pipeline = await makeSmallPipeline(scratch.dir);
    const { code, stderr } = await runOads(['run', '-c', pipeline.config]);
    if (code !== 0) throw new Error(stderr);
  },
  after: () => scratch.remove(),
  faults: [
    damaged('a byte was added to the model', /error\[OADS_MODEL_CHECKSUM\]: .*model\.onnx was altered/, ({ at }) =>
      appendFileSync(at('model.onnx'), '\0'),
    ),
    ...(['model.onnx', 'reference.json', 'calibration.f32'] as const).map((name) =>
      damaged(
        `one byte changed in ${name}`,
        new RegExp(`error\\[OADS_MODEL_CHECKSUM\\]: .*${name.replace('.', '\\.')} was altered`),
        ({ changeByte }) => changeByte(name),
      ),
    ),
    ...(['bundle.json', 'model.onnx', 'reference.json', 'calibration.f32'] as const).map((name) =>
      damaged(`${name} is missing`, new RegExp(`error\\[OADS_MODEL_MISSING\\]: .*${name.replace('.', '\\.')}: ENOENT`), ({ at }) =>
        rmSync(at(name)),
      ),
    ),
    damaged('model.path names a file', /error\[OADS_MODEL_MISSING\]: .*bundle\.json: ENOTDIR/, ({ dir }) => {
      rmSync(dir, { recursive: true });
      writeFileSync(dir, 'no directory');
    }),
    damaged('bundle.json is no JSON', /error\[OADS_MODEL_INVALID\]: .*bundle\.json is not JSON/, ({ at }) =>
      writeFileSync(at('bundle.json'), '{"schema": '),
    ),
    damaged(
      'bundle.json is of a newer version',
      /error\[OADS_MODEL_INVALID\]: .*bundle\.json: schema: expected "oads\/bundle\/v1", got "oads\/bundle\/v2"/,
      ({ rewriteCard }) => rewriteCard((card) => Object.assign(card, { schema: 'oads/bundle/v2' })),
    ),
    damaged('bundle.json has an unknown key', /error\[OADS_MODEL_INVALID\]: .*bundle\.json: .*note/, ({ rewriteCard }) =>
      rewriteCard((card) => Object.assign(card, { note: 'mine' })),
    ),
    damaged(
      'bundle.json names a file outside of the bundle',
      /error\[OADS_MODEL_INVALID\]: .*bundle\.json: files.*\.\.\/model\.onnx/,
      ({ rewriteCard }) => rewriteCard((card) => Object.assign(card.files, { '../model.onnx': '0'.repeat(64) })),
    ),
    damaged(
      'the threshold was moved by hand',
      /error\[OADS_MODEL_INVALID\]: .*expected the threshold \d.* that the calibration gives for 0\.02, got 0\.99/,
      ({ rewriteCard }) => rewriteCard((card) => Object.assign(card, { threshold: 0.99 })),
    ),
    damaged(
      'the card counts other rows than the reference',
      /error\[OADS_MODEL_INVALID\]: .*expected training on the 5000 rows of reference\.json, got 5001/,
      ({ rewriteCard }) =>
        rewriteCard((card) => {
          card.training.rows++;
        }),
    ),
    damaged('the features are not those of the config', /error\[OADS_MODEL_FEATURES\]: .*they differ at "weight"/, ({ rewriteCard }) =>
      rewriteCard((card) => Object.assign(card.features[0], { transform: 'abs' })),
    ),
    damaged(
      'a feature has no reference',
      /error\[OADS_MODEL_INVALID\]: .*expected a numeric reference of feature "weight"/,
      ({ at, replace }) => {
        const reference = JSON.parse(readFileSync(at('reference.json'), 'utf8'));
        reference.features = reference.features.filter((feature: { feature: string }) => feature.feature !== 'weight');
        replace('reference.json', JSON.stringify(reference));
      },
    ),
    damaged('the calibration is empty', /error\[OADS_MODEL_INVALID\]: .*calibration\.f32: expected finite float32 scores/, ({ replace }) =>
      replace('calibration.f32', ''),
    ),
    damaged(
      'the calibration holds NaN',
      /error\[OADS_MODEL_INVALID\]: .*calibration\.f32: expected finite float32 scores/,
      ({ at, replace }) => {
        const bytes = readFileSync(at('calibration.f32'));
        bytes.writeFloatLE(Number.NaN, 0);
        replace('calibration.f32', bytes);
      },
    ),
    damaged('the model is no ONNX', /error\[OADS_MODEL_NOT_ONNX\]: /, ({ replace }) =>
      replace('model.onnx', 'version https://git-lfs.github.com/spec/v1\n'),
    ),
    damaged('the model is empty', /error\[OADS_MODEL_NOT_ONNX\]: /, ({ replace }) => replace('model.onnx', '')),
    damaged(
      'the model wants three features, not two',
      /error\[OADS_MODEL_WIDTH\]: expected a model of 2 features, got one of 3/,
      ({ replace }) => replace('model.onnx', makeModel([largest('X', 'score')], { width: 3 })),
    ),
    damaged('the model is of an opset that is too new', /error\[OADS_MODEL_UNSUPPORTED\]: .* got opset 99 of ai\.onnx/, ({ replace }) =>
      replace('model.onnx', Buffer.from(FOREIGN_MODELS.newOpset, 'base64')),
    ),
    damaged(
      'the model uses an unknown operator',
      /error\[OADS_MODEL_UNSUPPORTED\]: .*got the operator Divine, which opset 15 does not have/,
      ({ replace }) => replace('model.onnx', makeModel([{ operator: 'Divine', inputs: ['X'], outputs: ['score'] }])),
    ),
    damaged(
      'the model has another input',
      /error\[OADS_MODEL_INPUT\]: expected the model to have an input "\w+", got rows/,
      ({ replace }) => replace('model.onnx', makeModel([largest('rows', 'score')], { input: 'rows' })),
    ),
    damaged(
      'the model has another output',
      /error\[OADS_MODEL_OUTPUT\]: expected the model to have an output "\w+", got verdict/,
      ({ replace, at }) => replace('model.onnx', makeModel([largest(inputOf(at), 'verdict')], { input: inputOf(at), output: 'verdict' })),
    ),
    damaged(
      'the model answers every row with NaN',
      /error\[OADS_MODEL_NAN_SCORE\]: expected a finite score for every row, got NaN for row 0/,
      ({ replace, at }) => {
        const { input, output } = cardOf(at);
        const nodes = [
          { operator: 'Abs', inputs: [input], outputs: ['size'] },
          { operator: 'Neg', inputs: ['size'], outputs: ['negative'] },
          { operator: 'Sqrt', inputs: ['negative'], outputs: ['nothing'] },
          largest('nothing', output),
        ];
        replace('model.onnx', makeModel(nodes, { input, output }));
      },
    ),
    damaged(
      'the model answers every row with infinity',
      /error\[OADS_MODEL_INFINITE_SCORE\]: expected a finite score for every row, got Infinity for row 0/,
      ({ replace, at }) => {
        const { input, output } = cardOf(at);
        const nodes = [
          largest(input, 'row'),
          { operator: 'Sub', inputs: ['row', 'row'], outputs: ['zero'] },
          { operator: 'Log', inputs: ['zero'], outputs: ['low'] },
          { operator: 'Neg', inputs: ['low'], outputs: [output] },
        ];
        replace('model.onnx', makeModel(nodes, { input, output }));
      },
    ),
    judged('files that are no part of it lie in the bundle', ['run'], { exit: 0, says: /^$/, after: 'the earlier run stays' }, ({ at }) =>
      writeFileSync(at('notes.txt'), 'of mine'),
    ),
    judged(
      '`oads score` with one byte changed in model.onnx',
      ['score', 'batch.csv'],
      { exit: 4, says: /error\[OADS_MODEL_CHECKSUM\]: .*model\.onnx was altered/, after: 'the earlier run stays' },
      ({ changeByte }) => changeByte('model.onnx'),
    ),
    judged(
      '`oads drift` with one byte changed in reference.json',
      ['drift', 'batch.csv'],
      { exit: 4, says: /error\[OADS_MODEL_CHECKSUM\]: .*reference\.json was altered/, after: 'the earlier run stays' },
      ({ changeByte }) => changeByte('reference.json'),
    ),
    judged(
      '`oads verify` with one byte changed in calibration.f32',
      ['verify', 'model'],
      {
        exit: 1,
        says: /calibration\.f32 was altered/,
        after: 'the earlier run stays',
        line: ({ stdout }) => stdout.split('\n').find((line) => line.includes('altered')) ?? '',
      },
      ({ changeByte }) => changeByte('calibration.f32'),
    ),
  ],
});

type At = Damage['at'];

function cardOf(at: At): BundleCard {
  return JSON.parse(readFileSync(at('bundle.json'), 'utf8'));
}

function inputOf(at: At): string {
  return cardOf(at).input;
}

test.run();
