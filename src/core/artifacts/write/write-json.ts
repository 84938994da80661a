import path from 'node:path';
import type { TSchema } from 'typebox';
import { BugError } from '../../errors.ts';
import { findViolations } from '../../schema/validate.ts';
import { writeDurable } from '../durable.ts';

/** Writes one JSON document and waits until the disk has it. One that does not fit its schema is a BugError. */
export async function writeJson(file: string, schema: TSchema, document: unknown): Promise<void> {
  const [violation] = findViolations(schema, document);
  if (violation) {
    throw new BugError(`${path.basename(file)}: ${violation.path.join('.')}: expected ${violation.expected}, got ${violation.got}`);
  }
  await writeDurable(file, `${JSON.stringify(document, null, 2)}\n`);
}
