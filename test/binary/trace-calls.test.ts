import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scratchDir } from '../support/cli.ts';
import { readCalls, USER_DATABASE } from '../support/trace-calls.ts';

const test = suite('offline: the trace');

test('a call that another thread interrupts in the trace is one, and one that a kill ends is told as it began', async () => {
  const { dir, remove } = await scratchDir();
  try {
    const file = path.join(dir, 'trace');
    const lines = [
      '11 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, 0 <unfinished ...>',
      '12 openat(AT_FDCWD</work>, "missing/new", O_RDWR|O_CREAT, 0600 <unfinished ...>',
      '11 <... socket resumed>)             = 23<socket:[5]>',
      '13 mkdir("/work/kept", 0777)         = 0',
      '12 <... openat resumed>)             = -1 ENOENT (No such file or directory)',
      '12 openat(AT_FDCWD</work>, "made", O_RDWR|O_CREAT, 0600 <unfinished ...>',
      '12 <... openat resumed>)             = 7</work/made>',
      '13 connect(9<socket:[6]>, {sa_family=AF_INET, sin_port=htons(80)}, 16 <unfinished ...>',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { sockets, made } = readCalls(file, '/work');
    assert.match(sockets[0], USER_DATABASE);
    assert.equal(sockets.slice(1), ['connect(9<socket:[6]>, {sa_family=AF_INET, sin_port=htons(80)}, 16']);
    assert.equal(made, ['/work/kept', '/work/made']);
  } finally {
    await remove();
  }
});

test.run();
