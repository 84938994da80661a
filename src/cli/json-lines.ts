import { redactDocument } from '../core/config/redact-document.ts';
import { redactor } from './redactor.ts';

/** One object on one line of stdout: what `--json` prints of a command that has several results. */
export function writeJsonLine(document: object): void {
  process.stdout.write(`${JSON.stringify(redactDocument(document, redactor))}\n`);
}
