import { redactDocument } from '../core/config/redact-document.ts';
import { redactor } from './redactor.ts';
import { toPrintableJson } from './terminal/show-controls.ts';
import { takeWarnings } from './warnings.ts';

/** One object on one line of stdout, with what was warned of since the last one: `--json` of a command with several results. */
export function writeJsonLine(document: object): void {
  process.stdout.write(`${toPrintableJson(redactDocument({ ...document, warnings: takeWarnings() }, redactor))}\n`);
}
