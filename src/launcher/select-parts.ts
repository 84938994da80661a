import type { PayloadPart } from './payload.ts';

/** The parts that a start looks at: all for npm and for who asks whether all is well, the core alone for a help. */
export function selectParts(parts: readonly PayloadPart[], args: readonly string[], isNode: boolean): PayloadPart[] {
  const [command] = args;
  const isWhole = isNode || command === 'plugins' || command === 'doctor';
  const isHelp = args.length === 0 || command === 'help' || args.includes('--help') || args.includes('-h');
  return parts.filter(({ name, isCore }) => isCore || isWhole || (!isHelp && name === 'packages'));
}
