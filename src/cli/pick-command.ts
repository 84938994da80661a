import { Config } from '@oclif/core';
import { UsageError } from '../core/errors.ts';

/**
 * What oclif would answer in plain text although --json asks for an object: `--version --json` is the command version, and no
 * command, or a topic alone such as `config --json`, is a usage error in place of the help. Gives what oclif is to run.
 */
export async function pickCommand(argv: readonly string[], binUrl: string): Promise<string[]> {
  const given = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  if (!given.includes('--json') || given.includes('--help') || given.includes('-h')) return [...argv];
  if (argv[0] === '--version' || argv[0] === '-v') return ['version', ...argv.slice(1)];
  const words = given.filter((word) => !word.startsWith('-'));
  if (words.length === 0)
    throw new UsageError('OADS_USAGE_COMMAND', 'expected a command, got none', { hint: '`oads help` lists the commands' });
  const config = await Config.load(binUrl);
  const command = config.findCommand(words.slice(0, 2).join(':')) ?? config.findCommand(words[0]);
  if (!command && words.length === 1 && config.findTopic(words[0])) throw onlyTopic(words[0], config);
  if (command && command.pluginName !== config.name) await throwErrors(command);
  return [...argv];
}

function onlyTopic(topic: string, { commandIDs }: Config): UsageError {
  const within = commandIDs.filter((id) => id.startsWith(`${topic}:`)).map((id) => id.replaceAll(':', ' '));
  return new UsageError('OADS_USAGE_COMMAND', `expected one of ${within.join(', ')}, got ${topic} alone`, {
    hint: `see oads ${topic} --help`,
  });
}

/** A command of oclif's own would print its error as an object with all that the parser knows: thrown, it is reported as any other. */
async function throwErrors(command: ReturnType<Config['findCommand']> & object): Promise<void> {
  const { prototype } = await command.load();
  const rethrow = async (error: Error): Promise<never> => {
    throw error;
  };
  Object.defineProperty(prototype, 'catch', { value: rethrow, configurable: true });
}
