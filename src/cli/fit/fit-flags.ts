import { Flags } from '@oclif/core';
import { DETECTORS, PURITIES } from '../../core/schema/detectors.ts';
import { foreignFlags, WITHOUT_ONNX } from './foreign-flags.ts';

export const FIT_FLAGS = {
  detector: Flags.option({
    options: DETECTORS,
    relationships: WITHOUT_ONNX,
    summary: 'ensemble, iforest or knn (default: fit.detector)',
  })(),
  'reference-is': Flags.option({
    options: PURITIES,
    relationships: WITHOUT_ONNX,
    summary: 'clean: known to hold no anomalies; unknown: it may hold some (default: fit.reference_is)',
  })(),
  reference: Flags.string({
    char: 'r',
    helpValue: 'FILE',
    summary:
      "reference rows: CSV, Parquet, Arrow or NDJSON, - for stdin, read without the config's loader; default: the source of the config, before its hold-out",
  }),
  labels: Flags.string({
    helpValue: 'FILE',
    summary: 'labels of `oads labels`, CSV or NDJSON: confirmed anomalies are left out of the reference',
  }),
  output: Flags.string({ char: 'o', helpValue: 'DIR', summary: 'directory of the bundle (default: model.path of the config)' }),
  ...foreignFlags,
  compare: Flags.boolean({
    relationships: WITHOUT_ONNX,
    summary: 'show the old bundle beside the new one, which is written to DIR.next unless -o says otherwise',
  }),
  against: Flags.string({
    helpValue: 'DIR',
    relationships: [{ type: 'all', flags: ['compare'] }],
    summary: 'the old bundle (default: model.path of the config)',
  }),
  force: Flags.boolean({ summary: 'fit although the quality of the reference failed' }),
};
