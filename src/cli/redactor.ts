import { createRedactor, type Redactor } from '../core/config/redact.ts';

let own = createRedactor(process.env);

/** That of the command under way: hides what its environment and the configs that it reads hold in secrets. */
export const redactor: Redactor = Object.assign((text: string) => own(text), {
  learn: (secrets: Iterable<string>, wholes?: Iterable<string>) => own.learn(secrets, wholes),
});

/** A command begins: what one before it in the same process learned is not its own. */
export function renewRedactor(): void {
  own = createRedactor(process.env);
}
