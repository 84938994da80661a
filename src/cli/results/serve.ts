import Type, { type Static } from 'typebox';
import { closed } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

/** Printed when the server has been stopped. */
export const ServeResult = Type.Object(
  { url: Type.String(), stopped: Type.Boolean(), warnings },
  { ...closed, title: 'oads serve --json' },
);
export type ServeResult = Static<typeof ServeResult>;
