import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { type AppOptions, createApp } from '../../src/core/dashboard/create-app.ts';
import { startServer } from '../../src/core/dashboard/start-server.ts';
import { assertDocumented } from './assert-documented.ts';

export interface TestServer {
  readonly dir: string;
  readonly url: string;
  /** What the server logged. */
  readonly logged: string[];
  get(route: string, headers?: Record<string, string>): Promise<{ status: number; headers: Headers; text: string }>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  getJson(route: string): Promise<any>;
  /** The route goes out as it is spelled: no client tidies its dots. */
  raw(options: {
    method?: string;
    path: string;
    headers?: Record<string, string>;
    body?: string;
  }): Promise<{ status: number; text: string; headers: Record<string, unknown> }>;
  /** Ends the server and leaves the directory. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const open = new Set<TestServer>();

/** For `after.each`: a failed assertion must fail its test, not keep a server and with it the process alive. */
export async function closeDashboards(): Promise<void> {
  await Promise.all([...open].map((server) => server.close()));
}

/** A dashboard over a new artifacts directory, at the given time. */
export async function serveDashboard(options: Partial<AppOptions> = {}): Promise<TestServer> {
  const dir = options.artifactsDir ?? (await mkdtemp(path.join(os.tmpdir(), 'oads-dashboard-')));
  const logged: string[] = [];
  const log = { warn: (message: string) => void logged.push(message), error: (message: string) => void logged.push(message) };
  const now = () => new Date('2026-03-01T08:00:00.000Z');
  const server = await startServer(createApp({ now, log, ...options, artifactsDir: dir }), { host: '127.0.0.1', port: 0 });
  const get: TestServer['get'] = async (route, headers = {}) => {
    const answer = await fetch(server.url + route, { headers });
    if (!answer.redirected) assertDocumented('GET', route, answer.status);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const running: TestServer = {
    dir,
    url: server.url,
    logged,
    get,
    getJson: async (route) => JSON.parse((await get(route)).text),
    raw: ({ method = 'GET', path: target, headers, body }) =>
      new Promise((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port: server.port, method, path: target, headers, agent: false }, (res) => {
          let text = '';
          res.setEncoding('utf8');
          res.on('data', (chunk) => (text += chunk));
          res.on('end', () => {
            try {
              assertDocumented(method, target, res.statusCode ?? 0);
            } catch (error) {
              return reject(error);
            }
            resolve({ status: res.statusCode ?? 0, text, headers: res.headers });
          });
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    stop: () => server.close(),
    close: async () => {
      open.delete(running);
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
  open.add(running);
  return running;
}
