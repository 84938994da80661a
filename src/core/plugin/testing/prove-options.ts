import type { TSchema } from 'typebox';
import { findViolations } from '../../schema/validate.ts';
import { type Proofs, requireThat } from './proofs.ts';

interface Node {
  readonly type?: unknown;
  readonly description?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** None of these fits every sensible option. */
const STRANGE = [null, {}, [], '', -1.5, true, { strange: 1 }, [[]]];

/** What holds for the options of any contribution. `given`: options of the fixture, which must fit. */
export async function proveOptions(subject: string, schema: TSchema, given: readonly unknown[], proofs: Proofs): Promise<void> {
  const node = schema as Node;
  await proofs.prove(subject, 'its options are a closed object schema', () => {
    requireThat(node.type === 'object', `expected a schema of type object, got ${JSON.stringify(node.type)}`);
    requireThat(node.additionalProperties === false, 'expected additionalProperties: false, so that a misspelt key is refused');
    findViolations(schema, {});
  });
  await proofs.prove(subject, 'every option has a description', () => {
    const bare = listBare(node);
    requireThat(bare.length === 0, `no description: ${bare.join(', ')}`);
  });
  await proofs.prove(subject, 'bad options are refused', () => {
    requireThat(findViolations(schema, { 'no-such-option': 1 }).length > 0, 'an unknown key is accepted');
    for (const [name, property] of Object.entries(node.properties ?? {})) {
      const single = { type: 'object', properties: { [name]: property } } as TSchema;
      const isAny = STRANGE.every((value) => findViolations(single, { [name]: value }).length === 0);
      requireThat(!isAny, `"${name}" accepts anything`);
    }
  });
  await proofs.prove(subject, 'the options of its fixture fit', () => {
    for (const options of given) {
      const [first] = findViolations(schema, options);
      if (first) requireThat(false, `${first.path.join('.') || 'options'}: expected ${first.expected}, got ${first.got}`);
    }
  });
}

/** Whether the schema can be satisfied without a word. */
export function needsOptions(schema: TSchema | undefined): boolean {
  return ((schema as Node | undefined)?.required ?? []).length > 0;
}

function listBare(node: Node, path = ''): string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, property]) => {
    const at = path ? `${path}.${name}` : name;
    const isBare = typeof property.description !== 'string' || property.description.trim() === '';
    return [...(isBare ? [at] : []), ...listBare(property, at)];
  });
  return node.items ? [...own, ...listBare(node.items, `${path}[]`)] : own;
}
