import { readCpuSeconds } from './processes.mjs';

/** Every warm-up is over when nothing takes processor time any more. */
export async function settle(server) {
  await (await fetch(`${server.url}/`)).text();
  for (let before = -1; ; ) {
    const now = readCpuSeconds(server.pid);
    if (!(now > before)) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
