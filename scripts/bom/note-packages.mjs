// Which packages the bundler really took something of.
import { relative, resolve } from 'node:path';

/** Path of each file that was written, below `staged`, to the sorted directories of the packages in it: `node_modules/polka`. */
export function notePackages(root, staged, { outputs }) {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([output]) => !output.endsWith('.map'))
      .map(([output, { inputs }]) => {
        const taken = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
        const packages = taken.flatMap(([path]) => packageOf(path) ?? []);
        return [relative(resolve(root, staged), resolve(root, output)).replaceAll('\\', '/'), [...new Set(packages)].sort()];
      }),
  );
}

/** Directory of the package that a file belongs to, from the first node_modules on: a link may lead to it from elsewhere. */
export function packageOf(path) {
  return /(?:^|[/:])(node_modules\/(?:[^/]+\/node_modules\/|@[^/]+\/[^/]+\/node_modules\/)*(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}
