// After the first visit the page works without a network, takes up a new build when all its tabs are closed, and takes
// files that the operating system opens with it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { serve } from '../../scripts/server.mjs';
import { event, journey, log } from './support.mjs';

/** The page has what it needs without a network. */
async function isKept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
}

for (const [name, isPlain] of [
  ['the host', false],
  ['a host without settings', true],
]) {
  const host = await serve({ folder: 'dist', port: 0, under: '/some/where/', isPlain });
  after(() => host.close());

  journey(`The page works with ${name} gone, after one visit`, { served: host }, async ({ app, page }) => {
    await isKept(page);
    await host.close();
    for (const file of ['', 'index.html']) {
      await app.open(host.address + file);
      await app.choose(log('a.json', [event(1), event(2)]));
      assert.equal(await app.loaded(), 2);
      await app.filter('event:GetObject');
    }
  });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'trailglass-'));
cpSync('dist', folder, { recursive: true });
const renewed = await serve({ folder, port: 0 });
after(async () => {
  await renewed.close();
  rmSync(folder, { recursive: true });
});

/** A host that says of files which are packed that they are, so that the browser unpacks them. */
async function unpackingHost(behind) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url, behind.address));
    response.statusCode = answer.status;
    for (const name of ['content-type', 'content-security-policy'])
      if (answer.headers.has(name)) response.setHeader(name, answer.headers.get(name));
    if (request.url.endsWith('.gz')) response.setHeader('Content-Encoding', 'gzip');
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await behind.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}/`, close };
}

for (const [kind, front] of [
  ['a host', (host) => host],
  ['a host that has it unpacked', unpackingHost],
]) {
  journey(
    `The sample of ${kind} is fetched by those who open it, and is there without a network from then on`,
    {},
    async ({ app, page, context }) => {
      const asked = [];
      const host = await front(await serve({ folder: 'dist', port: 0, hear: ({ url }) => asked.push(url) }));
      await app.open(host.address);
      await isKept(page);
      assert.ok(
        asked.some((url) => url.endsWith('_bg.wasm')),
        'requests are heard',
      );
      assert.deepEqual(
        asked.filter((url) => url.startsWith('/sample/')),
        [],
      );
      // The service worker answers for those that were opened after it came.
      await page.reload();
      await app.reaches('empty');
      await app.openSample();
      const { files } = JSON.parse(readFileSync('static/sample/index.json', 'utf8'));
      await page.waitForFunction(async (count) => {
        const cache = await caches.open((await caches.keys())[0]);
        return (await cache.keys()).filter(({ url }) => url.includes('/sample/')).length === count;
      }, files.length + 1);
      await host.close();
      await page.reload();
      await app.reaches('empty');
      await app.openSample();
      assert.equal(await app.sums().then(({ sources }) => sources), files.length);
      await context.close();
    },
  );
}

/** Registers the service worker anew and gives the state that it ends in. */
function stateOfNext(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('./service-worker.js');
    await registration.update().catch(() => {});
    // One that could not be installed may be gone already.
    const next = registration.installing ?? registration.waiting ?? registration.active ?? { state: 'redundant' };
    const ends = ['installed', 'activated', 'redundant'];
    while (!ends.includes(next.state))
      await new Promise((resolve) => next.addEventListener('statechange', resolve, { once: true }));
    return next.state;
  });
}

/** A copy of the built page on a host of its own. */
async function copyOfThePage() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trailglass-'));
  cpSync('dist', folder, { recursive: true });
  const host = await serve({ folder, port: 0 });
  const change = (name, edit) =>
    writeFileSync(path.join(folder, name), edit(readFileSync(path.join(folder, name), 'utf8')));
  const remove = async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  };
  return { host, change, remove };
}

journey('A page of which an old file comes is not kept', {}, async ({ app, page }) => {
  const { host, change, remove } = await copyOfThePage();
  change('index.html', (text) => text.replace('<title>Trailglass</title>', '<title>Trailglass, an old copy</title>'));
  await app.open(host.address);
  assert.equal(await stateOfNext(page), 'redundant');
  assert.deepEqual(await page.evaluate(() => caches.keys()), [], 'nothing is left of it');
  app.complaints.length = 0;

  // The next visit finds the right one.
  change('index.html', (text) => text.replace(', an old copy', ''));
  assert.notEqual(await stateOfNext(page), 'redundant');
  await isKept(page);
  await host.close();
  await app.open(host.address);
  app.complaints.length = 0;
  await remove();
});

journey('A host can remove the service worker, as docs/hosting.md says', {}, async ({ app, page }) => {
  const { host, change, remove } = await copyOfThePage();
  await app.open(host.address);
  await isKept(page);
  await app.choose(log('a.json', [event(1)]));
  const [, replacement] = readFileSync('docs/hosting.md', 'utf8').match(/```js\n(self\.addEventListener[\s\S]*?)```/);
  change('service-worker.js', () => replacement);
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()));
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && (await caches.keys()).length === 0,
  );
  assert.equal(await app.loaded(), 1, 'what is open stays open');
  await remove();
});

journey("The service worker answers for the site's own files alone", { served: renewed }, async ({ page }) => {
  await isKept(page);
  const names = await page.evaluate(async () => {
    const [name] = await caches.keys();
    const cache = await caches.open(name);
    return (await cache.keys()).map(({ url }) => url.slice(location.href.length));
  });
  assert.ok(names.includes('index.html') && names.some((name) => name.endsWith('_bg.wasm')), `${names}`);
  assert.ok(!names.includes('service-worker.js'), 'a service worker that is served by itself would never change');
  writeFileSync(path.join(folder, 'beside.json'), 'of the host');
  const text = await page.evaluate(() => fetch('beside.json').then((answer) => answer.text()));
  assert.equal(text, 'of the host', 'what is none of the files is asked of the host');
});

journey(
  'A new build is taken up when the tabs of the old one are closed',
  { served: renewed },
  async ({ page, context }) => {
    await isKept(page);
    const oldVersion = await page.evaluate(() => caches.keys());

    const change = (name, edit) =>
      writeFileSync(path.join(folder, name), edit(readFileSync(path.join(folder, name), 'utf8')));
    change('index.html', (text) => text.replace('<title>Trailglass</title>', '<title>Trailglass, renewed</title>'));
    const digest = createHash('sha256')
      .update(readFileSync(path.join(folder, 'index.html')))
      .digest('hex');
    change('service-worker.js', (text) =>
      text
        .replace(/"version":"[^"]*"/, '"version":"renewed"')
        .replace(/"index.html":\["[^"]*"\]/, `"index.html":["${digest}"]`),
    );
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
      const next = registration.installing ?? registration.waiting;
      if (next.state !== 'installed')
        await new Promise((resolve) => next.addEventListener('statechange', resolve, { once: true }));
    });
    await page.reload();
    assert.equal(await page.title(), 'Trailglass', 'an open tab keeps the build that it began with');

    // The last tab goes, and the next finds the new build.
    await page.goto('about:blank');
    const next = await context.newPage();
    await next.goto(renewed.address);
    await next.waitForFunction(() => document.title === 'Trailglass, renewed' || (location.reload(), false));
    await next.waitForFunction(async (old) => !(await caches.keys()).includes(old), oldVersion[0]);
  },
);

journey('A file that the operating system opens with the page is read', {}, async ({ app, page }) => {
  const { name, buffer } = log('opened.json', [event(1), event(2), event(3)]);
  await page.addInitScript(
    ({ name, text }) => {
      const handle = { getFile: async () => new File([text], name) };
      const value = { setConsumer: (take) => take({ files: [handle] }) };
      Object.defineProperty(window, 'launchQueue', { value });
    },
    { name, text: buffer.toString() },
  );
  await page.reload();
  await app.settles();
  assert.equal(await app.loaded(), 3);
});
