import { Config, Plugin, run, settings } from '@oclif/core';
import { reportError } from './error-report.ts';
import { endProcess, guardProcess, releaseProcess } from './guard-process.ts';
import { pickCommand } from './pick-command.ts';
import { findCulprit, isHosting, meetStray } from './plugins/hosted-plugins.ts';
import { hushHost } from './plugins/hush-host.ts';
import { refuseUnsafe, refuseUnsafeLink } from './plugins/safety/refuse-unsafe.ts';
import { shareModules } from './plugins/share-modules.ts';
import { renewRedactor } from './redactor.ts';
import { isStdoutStuck } from './rows/stdout-sink.ts';
import { listenForSignals } from './signals.ts';
import { flushOutputs, isOfStdout, watchOutputs } from './stdio.ts';
import { suggestCommand } from './suggest-name.ts';
import { watchTalk } from './terminal/talk.ts';
import { takeWarnings } from './warnings.ts';

const { load } = Plugin.prototype;
const { loadPluginsAndCommands } = Config.prototype;

/** Runs the CLI and sets the exit code; never throws. Nothing that an earlier call in the same process said or learned is left. */
export async function main(binUrl: string): Promise<void> {
  renewRedactor();
  takeWarnings();
  listenForSignals();
  watchOutputs();
  watchTalk();
  hushHost();
  const json = () => process.argv.includes('--json');
  guardProcess((error) => reportError(error, { json: json() }));
  // Node's own report would show the stack and what the error holds.
  process.on('uncaughtException', (error) => {
    if (isOfStdout(error)) return;
    const culprit = findCulprit(error);
    const fatal = culprit === undefined ? error : meetStray(culprit, error);
    if (fatal) endProcess(reportError(fatal, { json: json() }));
  });
  // Linked plugins are JavaScript: oclif would look for a compiler, and warn that it found none, at every command.
  settings.enableAutoTranspile = false;
  watchPlugins();
  try {
    await run(await pickCommand(process.argv.slice(2), binUrl), binUrl);
  } catch (error) {
    // Commands report their own errors: what arrives here is an unknown command, or a broken installation.
    const known = (await suggestCommand(error, binUrl)) ?? error;
    process.exitCode = reportError(known, { json: json() });
  }
  // A reader that does not read would keep the process waiting after it was asked to stop.
  if (isStdoutStuck()) endProcess();
  // So would a timer that a plugin has left.
  if (isHosting()) {
    await flushOutputs();
    endProcess();
  }
  releaseProcess();
}

/** oclif may run code of an installed plugin as soon as it has loaded it; where none is installed, nothing happens here. */
function watchPlugins(): void {
  let dataDir = '';
  Config.prototype.loadPluginsAndCommands = function loadFrom(options) {
    ({ dataDir } = this);
    return loadPluginsAndCommands.call(this, options);
  };
  Plugin.prototype.load = function loadSharing() {
    const { type, name, root } = this.options;
    if (type === 'user' || type === 'link') {
      refuseUnsafe(dataDir);
      // An entry may name the directory of an installed one as well.
      if (root !== `${dataDir}/package.json`) refuseUnsafeLink(name ?? root, root);
      shareModules();
    }
    return load.call(this);
  };
}
