/** What a command line of Node asks for. */
export interface NodeCall {
  readonly asksVersion: boolean;
  readonly requires: readonly string[];
  readonly imports: readonly string[];
  /** To be run in place of a script. */
  readonly code?: string;
  /** Prints what the code comes to. */
  readonly prints: boolean;
  readonly inputType?: string;
  /** `-` is stdin; undefined where there is code, or nothing at all. */
  readonly script?: string;
  readonly args: readonly string[];
  /** All options as they were given: `process.execArgv`. */
  readonly options: readonly string[];
  /** Those that only Node itself can follow, as NODE_OPTIONS takes them. */
  readonly forNode: readonly string[];
  /** Why this cannot be run. */
  readonly refusal?: string;
}

/** Options that this executable cannot follow, although NODE_OPTIONS may hold some of them. */
const UNSUPPORTED =
  /^(?:-i|-c|--(?:interactive|check|test|watch|watch-path|run|build-snapshot|loader|experimental-loader|env-file|env-file-if-exists|permission|permission-audit|allow-.*|test-.*|experimental-test-.*))$/;
const INPUT_TYPES = ['module', 'commonjs', 'module-typescript', 'commonjs-typescript'];
/** Options for Node itself whose value may be the next argument. */
const WITH_VALUE = new Set([
  ...['--conditions', '--disable-warning', '--dns-result-order', '--diagnostic-dir', '--redirect-warnings', '--unhandled-rejections'],
  ...['--title', '--localstorage-file', '--icu-data-dir', '--openssl-config', '--max-http-header-size', '--tls-cipher-list'],
  ...['--trace-event-categories', '--trace-require-module', '--secure-heap', '--report-dir', '--report-directory'],
]);
const LONG: Readonly<Record<string, string>> = {
  '-v': '--version',
  '-r': '--require',
  '-e': '--eval',
  '-p': '--print',
  '-pe': '--print',
  '-C': '--conditions',
};

/** `isForNode`: whether NODE_OPTIONS may hold an option. */
export function parseNodeCall(argv: readonly string[], isForNode: (option: string) => boolean = isAllowed): NodeCall {
  const [requires, imports, forNode]: string[][] = [[], [], []];
  let [asksVersion, prints] = [false, false];
  let [code, inputType, refusal]: (string | undefined)[] = [];
  let at = 0;
  for (; at < argv.length && refusal === undefined; at++) {
    const given = argv[at];
    if (given === '-' || !given.startsWith('-')) break;
    if (given === '--') {
      at++;
      break;
    }
    const equals = given.startsWith('--') ? given.indexOf('=') : -1;
    const short = equals < 0 ? given : given.slice(0, equals);
    const option = LONG[short] ?? short;
    /** The text behind `=`, else the next argument. */
    const takeValue = (): string => {
      const value = equals < 0 ? argv[at + 1] : given.slice(equals + 1);
      if (value === undefined || (equals < 0 ? value.length > 1 && value.startsWith('-') : value === '')) {
        refusal = `${equals < 0 ? short : given} requires an argument`;
        return '';
      }
      if (equals < 0) at++;
      return value;
    };
    if (UNSUPPORTED.test(option)) refusal = `${option} is not supported by the Node within oads`;
    else if (option === '--version') asksVersion = true;
    else if (option === '--require') requires.push(takeValue());
    else if (option === '--import') imports.push(takeValue());
    else if (option === '--input-type') {
      inputType = takeValue();
      if (!INPUT_TYPES.includes(inputType)) refusal ??= `--input-type must be one of ${INPUT_TYPES.join(', ')}`;
    } else if (option === '--eval') code = takeValue();
    else if (option === '--print') {
      prints = true;
      const next = argv[at + 1];
      // Node takes `--print=x`, and forgets the x.
      if (short === '-pe' || (equals < 0 && next !== undefined && !next.startsWith('-'))) code = takeValue();
    } else if (!isForNode(given)) refusal = `bad option: ${given}`;
    else forNode.push(WITH_VALUE.has(option) ? `${option}=${takeValue()}` : given);
  }
  const rest = argv.slice(at);
  const hasCode = code !== undefined;
  const options = argv.slice(0, at).filter((one, index) => !(one === '--' && index === at - 1));
  const [script, args] = hasCode ? [undefined, rest] : [rest[0], rest.slice(1)];
  return { asksVersion, requires, imports, code, prints, inputType, script, args, options, forNode, refusal };
}

/** The modules that NODE_OPTIONS wants imported first: an application within Node is not given them. */
export function importsIn(nodeOptions: string): string[] {
  const words = (nodeOptions.match(/(?:"(?:\\.|[^"\\])*"|[^ "])+/g) ?? []).map((word) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"/g, (_, inner: string) => inner.replaceAll(/\\(.)/g, '$1')),
  );
  return words.flatMap((word, at) => {
    if (word.startsWith('--import=')) return [word.slice('--import='.length)];
    return words[at - 1] === '--import' ? [word] : [];
  });
}

/** One option as NODE_OPTIONS takes it. */
export function quoteOption(option: string): string {
  return /[\s"\\]/.test(option) ? `"${option.replaceAll(/["\\]/g, '\\$&')}"` : option;
}

/** Node lists the negation of some options alone, and takes that of all. */
function isAllowed(option: string): boolean {
  const flags = process.allowedNodeEnvironmentFlags;
  return flags.has(option) || (option.startsWith('--no-') && flags.has(`--${option.slice('--no-'.length)}`));
}
