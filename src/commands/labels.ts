import { existsSync } from 'node:fs';
import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { pickPipeline } from '../cli/pick-pipeline.ts';
import { layOutLine } from '../cli/terminal/lay-out.ts';
import { showControlsInLines } from '../cli/terminal/show-controls.ts';

export default class Labels extends OadsCommand {
  static override summary = 'write what people said of anomalies as labels';
  static override description =
    `Writes the marks that were set on the dashboard (oads serve --allow-ack): the key columns of each row, the verdict (confirmed or \
false_alarm), when, the note, by whom, and in which run. Marks that were withdrawn are left out. Goes to stdout, or with -o to a file. \
oads fit --labels reads either format. In CSV, text that a spreadsheet would take for a formula gets an apostrophe before it.

${exitCodeHelp({ 0: 'the labels were written, or there are none', 1: 'with --strict: the log of marks is not as it was written', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml -o labels.csv',
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --pipeline us-flights --format ndjson',
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --pipeline us-flights --json',
  ];
  static override flags = {
    pipeline: Flags.string({ helpValue: 'NAME', summary: 'whose labels (default: that of the config, else the only one there is)' }),
    format: Flags.option({ options: ['csv', 'ndjson'] as const, summary: 'csv, or ndjson: one JSON object a line (default: csv)' })(),
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'write to this file (default: stdout)' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Labels);
    const isConfigured = flags.config !== undefined || (flags.artifacts === undefined && existsSync('oads.yaml'));
    const config = isConfigured ? await this.loadConfig(flags) : undefined;
    const artifactsDir = this.artifactsDir(flags, config);
    const [{ readMarks }, { encodeLabels, listLabels }, { replaceFile }, { listPipelines }] = await Promise.all([
      import('../core/artifacts/acknowledge/read-log.ts'),
      import('../core/artifacts/acknowledge/labels.ts'),
      import('../core/artifacts/replace-file.ts'),
      import('../core/artifacts/read-runs.ts'),
    ]);
    const pipeline = pickPipeline(await listPipelines(artifactsDir), { named: flags.pipeline, configured: config?.pipeline, artifactsDir });
    const log = await readMarks(artifactsDir, pipeline);
    const { warn } = this.effectsOf(flags);
    for (const problem of log.problems) warn(`${pipeline}: acknowledgements.ndjson ${problem}`);
    if (log.tornBytes > 0) warn(`${pipeline}: the end of acknowledgements.ndjson is no whole line, and is left out`);
    const labels = listLabels(log);
    const { format = 'csv', output } = flags;
    const confirmed = labels.filter(({ verdict }) => verdict === 'confirmed').length;
    const text = encodeLabels(labels, format);
    if (output !== undefined && output !== '-') {
      await replaceFile(output, text);
      const said = `${labels.length} labels of ${pipeline} in ${output}: ${confirmed} confirmed, ${labels.length - confirmed} false alarms`;
      this.print((screen) => layOutLine(said, screen).join('\n'), `the labels ${output}`);
    } else if (!this.jsonEnabled()) process.stdout.write(process.stdout.isTTY ? showControlsInLines(text.replaceAll('\r\n', '\n')) : text);
    this.setVerdict(flags.strict && log.problems.length > 0 ? 1 : 0);
    const written = output === undefined || output === '-' ? { output: null, format: null } : { output, format };
    const counts = { confirmed, false_alarms: labels.length - confirmed };
    return { artifacts: artifactsDir, pipeline, ...written, ...counts, labels, problems: log.problems };
  }
}
