// The page asks for its own files only, and the browser refuses what its policy governs to every other host, in workers
// too. Where that does not hold, the page says so.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { serve } from '../../scripts/server.mjs';
import { event, journey, log, submission } from './support.mjs';

/** Another origin, which would let anybody in. */
const foreign = { asked: 0 };
foreign.server = createServer((_, response) => {
  foreign.asked += 1;
  response.setHeader('Access-Control-Allow-Origin', '*').end('hello');
});
before(async () => {
  await new Promise((resolve) => foreign.server.listen(0, '127.0.0.1', resolve));
  foreign.address = `http://127.0.0.1:${foreign.server.address().port}/`;
});
after(() => {
  foreign.server.closeAllConnections();
  foreign.server.close();
});

const hosts = [
  ['at the root of a host that sends the policy', { under: '/', isPlain: false }],
  ['at the root of a host that sends nothing', { under: '/', isPlain: true }],
  ['below a path of a host that sends nothing', { under: '/some/where/', isPlain: true }],
];

for (const [where, options] of hosts) {
  const served = await serve({ folder: 'dist', port: 0, ...options });
  after(() => served.close());

  journey(`Only own files are asked for, ${where}`, { served }, async ({ app, page, context }) => {
    const asked = [];
    context.on('request', (request) => asked.push(request.url()));
    const violations = [];
    await page.exposeFunction('violated', (what) => violations.push(what));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        window.violated(`${violatedDirective} ${blockedURI}`),
      );
    });
    await app.open(served.address);

    await app.openSample();
    await app.choose(log('own.json', [event(1, { userAgent: 'https://example.com/x.png' }), submission(2, 'job-one')]));
    await app.filter('event:CreateJob https');
    await app.filter('event:CreateJob');
    await app.press(app.row(2));
    await app.find('event-detail').waitFor();
    await app.rawText();
    await app.show('jobs');
    await app.filter('job:job-one');
    await app.openJob('job-one');
    await app.openFiles();

    const own = new URL(served.address);
    assert.ok(asked.length > 5, 'requests are heard');
    for (const address of asked) {
      const isInside = /^(data|blob):/.test(address) || address.startsWith(own.href);
      assert.ok(isInside, `${address} is not below ${own}`);
    }
    assert.deepEqual(violations, []);
  });

  journey(
    `A request to another host is refused in the page and in each worker, ${where}`,
    { served },
    async ({ app, page }) => {
      await app.choose(log('a.json', [event(1)]));
      const ask = (address) =>
        fetch(address).then(
          () => 'answered',
          () => 'refused',
        );
      // The console tells of each refusal.
      const complaints = app.complaints.length;
      foreign.asked = 0;
      assert.equal(await page.evaluate(ask, foreign.address), 'refused', 'the page');
      assert.ok(page.workers().length >= 3, 'an engine and at least two readers');
      for (const worker of page.workers())
        assert.equal(await worker.evaluate(ask, foreign.address), 'refused', worker.url());
      for (const ways of [
        (address) =>
          new Promise((resolve) =>
            Object.assign(new Image(), {
              onload: () => resolve('answered'),
              onerror: () => resolve('refused'),
              src: address,
            }),
          ),
        (address) =>
          new Promise((resolve) => {
            const socket = new WebSocket(address.replace('http', 'ws'));
            socket.onopen = () => resolve('answered');
            socket.onerror = () => resolve('refused');
          }),
        (address) =>
          import(address).then(
            () => 'answered',
            () => 'refused',
          ),
      ]) {
        assert.equal(await page.evaluate(ways, foreign.address), 'refused', String(ways));
      }
      await page.evaluate((address) => navigator.sendBeacon(address, 'x'), foreign.address);
      assert.equal(foreign.asked, 0, 'the other host has heard nothing');
      const refusals = app.complaints.splice(complaints);
      assert.ok(
        refusals.every((words) => /Content Security Policy|ERR_BLOCKED_BY_CSP|Refused to/.test(words)),
        refusals.join('\n'),
      );
    },
  );
}

journey('The other host would have answered, were it not for the policy', {}, async ({ page }) => {
  await page.goto(foreign.address);
  assert.equal(
    await page.evaluate(
      (address) =>
        fetch(address).then(
          () => 'answered',
          () => 'refused',
        ),
      foreign.address,
    ),
    'answered',
  );
});

test('What the page is made of keeps to its policy and works at any address', () => {
  const page = readFileSync('dist/index.html', 'utf8');
  assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /);
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi)) {
    assert.doesNotMatch(tag, /^<(style|base)\b/i);
    assert.doesNotMatch(tag, /\s(style|on[a-z]+|nonce)\s*=/i, 'no inline style and no inline script');
    if (/^<script\b/i.test(tag)) assert.match(tag, /\ssrc="/, 'no inline script');
    assert.doesNotMatch(tag, /\s(src|href)="(?!data:)([a-z][a-z0-9+.-]*:|\/)/i, 'addresses are relative');
  }
});

/** Hosts that change the page that they serve. */
const loosened = [
  { name: 'without a policy', change: (page) => page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '') },
  {
    name: 'whose policy lets it read from elsewhere',
    change: (page) => page.replace("connect-src 'self'", "connect-src 'self' data:"),
  },
  { name: 'whose policy lets it evaluate text', change: (page) => page.replace("'wasm-unsafe-eval'", "'unsafe-eval'") },
];

for (const { name, change } of loosened) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trailglass-'));
  cpSync('dist', folder, { recursive: true });
  const index = path.join(folder, 'index.html');
  const [before, changed] = [readFileSync(index, 'utf8'), change(readFileSync(index, 'utf8'))];
  assert.notEqual(changed, before);
  writeFileSync(index, changed);
  const served = await serve({ folder, port: 0, isPlain: true });
  after(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });

  journey(`A page ${name} says so in place of the promise`, { served }, async ({ app, page }) => {
    await page.getByRole('heading', { name: 'This browser does not enforce the promise' }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Nothing leaves this computer' }).count(), 0);
    await app.choose(log('a.json', [event(1)]));
    await page.getByText('not enforced by this browser').waitFor();
    assert.equal(await page.getByText('nothing leaves this computer').count(), 0);
  });
}

journey('A page of another site cannot put this one into a frame', {}, async ({ app, page }) => {
  const framed = await serve({ folder: 'dist', port: 0 });
  await page.goto(foreign.address);
  await page.evaluate(
    (address) => document.body.append(Object.assign(document.createElement('iframe'), { src: address })),
    framed.address,
  );
  await app.until(() => document.querySelector('iframe').contentDocument === null);
  const frame = page.frames().find((frame) => frame !== page.mainFrame());
  await frame.waitForURL(/^chrome-error:/);
  assert.equal(await frame.locator('[data-testid=app]').count(), 0);
  assert.match(app.complaints.pop(), /frame-ancestors 'none'/);
  app.complaints.length = 0;
  await framed.close();
});
