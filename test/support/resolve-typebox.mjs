// Preloaded into test files by test/run.mjs: the project's own imports of TypeBox lead to what ./bundle-typebox.mjs made of it.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = new URL('../../', import.meta.url).href;
const directory = join(process.env.TEST_SHARED_DIR ?? '', 'typebox');
const places = new Map(
  ['typebox', 'typebox/schema', 'typebox/system'].map((specifier) => {
    const file = join(directory, `${specifier.split('/').at(-1)}.mjs`);
    return [specifier, pathToFileURL(file).href];
  }),
);

if (process.env.TEST_SHARED_DIR !== undefined && existsSync(directory)) {
  registerHooks({
    resolve(specifier, context, next) {
      const url = places.get(specifier);
      if (url === undefined || !isOwn(context.parentURL)) return next(specifier, context);
      return { url, format: 'module', shortCircuit: true };
    },
  });
}

function isOwn(url) {
  return url?.startsWith(project) === true && !url.slice(project.length).includes('node_modules/');
}
