import type { TSchema } from 'typebox';
import { CheckResult } from './check.ts';
import { ConfigCheckResult } from './config-check.ts';
import { ConfigSchemaResult } from './config-schema.ts';
import { ConfigShowResult } from './config-show.ts';
import { DemoResult } from './demo.ts';
import { DoctorResult } from './doctor.ts';
import { DriftResult } from './drift.ts';
import { ErrorResult } from './error.ts';
import { FitResult } from './fit.ts';
import { HistoryResult } from './history.ts';
import { InitResult } from './init.ts';
import { LabelsResult } from './labels.ts';
import { LoadResult } from './load.ts';
import { NotifyListResult, NotifySendResult, NotifyTestResult } from './notify.ts';
import {
  PluginsCopyResult,
  PluginsInspectResult,
  PluginsInstallResult,
  PluginsLinkResult,
  PluginsNewResult,
  PluginsResult,
  PluginsTestResult,
  PluginsUninstallResult,
} from './plugins.ts';
import { PromoteResult } from './promote.ts';
import { PruneResult } from './prune.ts';
import { ReportResult } from './report.ts';
import { RunResult } from './run.ts';
import { ScoreResult } from './score.ts';
import { ServeResult } from './serve.ts';
import { VerifyResult } from './verify.ts';
import { VersionResult } from './version.ts';

/** What each command prints with `--json`, by its id (`config:show`); never loaded by a command. */
export const COMMAND_RESULTS: Readonly<Record<string, TSchema>> = {
  check: CheckResult,
  'config:check': ConfigCheckResult,
  'config:schema': ConfigSchemaResult,
  'config:show': ConfigShowResult,
  demo: DemoResult,
  doctor: DoctorResult,
  drift: DriftResult,
  fit: FitResult,
  history: HistoryResult,
  init: InitResult,
  labels: LabelsResult,
  load: LoadResult,
  'notify:list': NotifyListResult,
  'notify:send': NotifySendResult,
  'notify:test': NotifyTestResult,
  plugins: PluginsResult,
  'plugins:copy': PluginsCopyResult,
  'plugins:inspect': PluginsInspectResult,
  'plugins:install': PluginsInstallResult,
  'plugins:link': PluginsLinkResult,
  'plugins:new': PluginsNewResult,
  'plugins:test': PluginsTestResult,
  'plugins:uninstall': PluginsUninstallResult,
  promote: PromoteResult,
  prune: PruneResult,
  report: ReportResult,
  run: RunResult,
  score: ScoreResult,
  serve: ServeResult,
  verify: VerifyResult,
  version: VersionResult,
};

/** The same for every command that could not do its work. */
export { ErrorResult };
