import { createRedactor } from '../core/config/redact.ts';

/** The one of this process: hides what its environment and the configs that it reads hold in secrets. */
export const redactor = createRedactor(process.env);
