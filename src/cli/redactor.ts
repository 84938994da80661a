import { createRedactor } from '../core/config/redact.ts';

/** The one of this process: hides what its environment and the configs that it reads hold in secrets. */
export const redactor = createRedactor(process.env);

/** Everything that is written to a stream of talk goes through the redactor, whoever writes it: oclif, Node, a plugin. */
export function hideSecrets(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: string, ...rest: unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) =>
    write(redactor(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')), ...rest)) as typeof stream.write;
}
