import { appendFileSync, cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runOads, scratchDir } from '../support/cli.ts';
import { faultSuite, type Scene } from '../support/faults.ts';
import { makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

/** The small pipeline with its files in the scene's directory, after one certified run. */
async function afterCertifiedRun({ dir }: Scene): Promise<void> {
  cpSync(path.dirname(pipeline.config), dir, { recursive: true });
  const { code, stderr } = await runOads(['run', '-c', 'oads.yaml'], { cwd: dir });
  if (code !== 0) throw new Error(stderr);
}

const test = faultSuite({
  section: 'bundle',
  before: async () => {
    scratch = await scratchDir();
    pipeline = await makeSmallPipeline(scratch.dir);
  },
  after: () => scratch.remove(),
  faults: [
    {
      fault: 'a byte was added to the model',
      provoke: async (scene) => {
        await afterCertifiedRun(scene);
        appendFileSync(path.join(scene.dir, 'model', 'model.onnx'), '\0');
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 4,
      says: /error\[OADS_MODEL_\w+\]: .*model\.onnx/,
      after: 'a new run, withheld; last_good stays',
    },
    {
      fault: 'the calibration is missing',
      provoke: async (scene) => {
        await afterCertifiedRun(scene);
        rmSync(path.join(scene.dir, 'model', 'calibration.f32'), { force: true });
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 4,
      says: /error\[OADS_MODEL_\w+\]: .*calibration/,
      after: 'a new run, withheld; last_good stays',
    },
  ],
});
test.run();
