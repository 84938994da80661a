import { Flags } from '@oclif/core';

/** Said so, the usage line of the help stays right: oclif's `exclusive` and `dependsOn` tangle it. */
export const WITHOUT_ONNX = [{ type: 'none' as const, flags: ['onnx'] }];
const WITH_ONNX = [{ type: 'all' as const, flags: ['onnx'] }];

/** Of `oads fit`, for a model that was made elsewhere. */
export const foreignFlags = {
  onnx: Flags.string({ helpValue: 'FILE', summary: 'wrap this ONNX model in place of fitting one' }),
  features: Flags.string({
    helpValue: 'A,B,C',
    relationships: WITH_ONNX,
    summary: "features in the order of the input's columns (default: the model features of the config)",
  }),
  orientation: Flags.string({
    options: ['higher', 'lower'],
    relationships: WITH_ONNX,
    summary: 'which scores are anomalous; lower for scikit-learn',
  }),
  'input-name': Flags.string({ helpValue: 'NAME', relationships: WITH_ONNX, summary: 'the name that the input must have' }),
  'output-name': Flags.string({
    helpValue: 'NAME',
    relationships: WITH_ONNX,
    summary: 'the output that holds the score (default: the only float output)',
  }),
};
