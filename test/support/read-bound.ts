import { type Calls, USER_DATABASE } from './trace-calls.ts';

/** All that `oads serve --port 0` may ask of the system about sockets, but for making one: it binds, and connects to nothing. */
export const BOUND: readonly string[] = [
  'bind({sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16)',
  'listen(511)',
];

/** What it asked, without the numbers of its sockets. */
export function readBound({ sockets }: Calls): string[] {
  return sockets
    .filter((call) => !USER_DATABASE.test(call) && !call.startsWith('socket(AF_INET, SOCK_STREAM'))
    .map((call) => call.replace(/^(\w+)\(\d+\S*, /, '$1('));
}
