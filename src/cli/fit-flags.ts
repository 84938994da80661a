import { Flags } from '@oclif/core';
import { DETECTORS, PURITIES } from '../core/schema/detectors.ts';

export const FIT_FLAGS = {
  detector: Flags.option({
    options: DETECTORS,
    exclusive: ['onnx'],
    summary: 'ensemble, iforest or knn (default: fit.detector)',
  })(),
  'reference-is': Flags.option({
    options: PURITIES,
    exclusive: ['onnx'],
    summary: 'clean: known to hold no anomalies; unknown: it may hold some (default: fit.reference_is)',
  })(),
  reference: Flags.string({
    char: 'r',
    helpValue: 'FILE',
    summary: 'reference rows: CSV, Parquet, Arrow or NDJSON; default: the source of the config',
  }),
  output: Flags.string({ char: 'o', helpValue: 'DIR', summary: 'directory of the bundle (default: model.path of the config)' }),
  onnx: Flags.string({ helpValue: 'FILE', summary: 'wrap this ONNX model in place of fitting one' }),
  features: Flags.string({
    helpValue: 'A,B,C',
    dependsOn: ['onnx'],
    summary: "features in the order of the input's columns (default: the model features of the config)",
  }),
  orientation: Flags.string({
    options: ['higher', 'lower'],
    dependsOn: ['onnx'],
    summary: 'which scores are anomalous; lower for scikit-learn',
  }),
  'input-name': Flags.string({ helpValue: 'NAME', dependsOn: ['onnx'], summary: 'the name that the input must have' }),
  'output-name': Flags.string({
    helpValue: 'NAME',
    dependsOn: ['onnx'],
    summary: 'the output that holds the score (default: the only float output)',
  }),
  compare: Flags.boolean({
    exclusive: ['onnx'],
    summary: 'show the old bundle beside the new one, which is written to DIR.next unless -o says otherwise',
  }),
  against: Flags.string({
    helpValue: 'DIR',
    dependsOn: ['compare'],
    summary: 'the old bundle (default: model.path of the config)',
  }),
  force: Flags.boolean({ summary: 'fit although the quality of the reference failed' }),
};
