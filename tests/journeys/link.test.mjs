// The view in the address: shared, opened again, gone back to; files that come by a link or from another page.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';

import { serve } from '../../scripts/server.mjs';
import { event, events, gzipped, journey, log, submission } from './support.mjs';

const clipboard = { context: { permissions: ['clipboard-read', 'clipboard-write'] } };
const mixed = events(6, (number) => ({ eventName: number % 2 ? 'PutObject' : 'GetObject' }));

async function share(app) {
  await app.find('share-link').click();
  await app.page.getByText('Link copied').waitFor();
  return app.page.evaluate(() => navigator.clipboard.readText());
}

journey('A link with the same files shows the same view', clipboard, async ({ app, page }) => {
  const files = [log('a.json', mixed), log('b.json', [submission(9, '1409288046914-q7m2xd')])];
  await app.choose(...files);
  await app.filter('event:PutObject');
  await app.table.locator('[role=columnheader][data-field=region] button').click();
  await app.settles();
  await app.find('columns-button').click();
  await page.locator('[data-testid=column-choice][data-field=write]').click();
  await page.keyboard.press('Escape');
  await app.find('zone-button').click();
  await app.find('zone-name').fill('Asia/Tokyo');
  await app.find('zone-name').press('Enter');
  await app.until(() => document.querySelector('[data-testid=zone-button]').innerText === 'UTC+9');
  await app.openEvent('event-3');
  const ids = await app.ids();
  const link = await share(app);
  assert.match(link, /#v=1&q=event:PutObject&sort=region&cols=[^&]*,write&zone=Asia\/Tokyo&event=event-3&files=2\./);

  const other = await page.context().newPage();
  await other.goto(link);
  const there = new app.constructor(other, []);
  await there.reaches('empty');
  const note = await there.find('link-note').innerText();
  assert.match(note, /event:PutObject/);
  assert.match(note, /2 files/);
  await there.choose(...files);
  await there.detailOf('event-3');
  assert.equal(await there.bar.inputValue(), 'event:PutObject');
  assert.deepEqual(await there.ids(), ids);
  assert.equal(
    await there.table.locator('[role=columnheader][data-field=region]').getAttribute('aria-sort'),
    'ascending',
  );
  assert.equal(await there.table.locator('[role=columnheader]').last().getAttribute('data-field'), 'write');
  assert.equal(await there.row(2).locator('time').innerText(), '19:00:05');
  assert.equal(await there.row(2 + ids.indexOf('event-3')).getAttribute('aria-selected'), 'true');
  assert.equal(await other.getByText('Your files differ').count(), 0);
  assert.equal(
    await other.evaluate(() => localStorage.getItem('trailglass:columns:events')),
    await page.evaluate(() => localStorage.getItem('trailglass:columns:events')),
  );
});

journey('A link to other files says that they differ', clipboard, async ({ app, page }) => {
  await app.choose(log('a.json', mixed), log('b.json', [event(20)]), log('c.json', [event(21)]));
  await app.filter('event:PutObject');
  const link = await share(app);
  await page.goto('about:blank');
  await page.goto(link);
  await app.reaches('empty');
  await app.choose(log('a.json', mixed));
  await page.getByText('Your files differ from those of the link: 2 missing').waitFor();
  assert.equal(await app.matched(), 3);
});

journey('Typing is one place to come back to, and so is each chip and sort', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  const length = () => page.evaluate(() => history.length);
  const before = await length();
  for (const text of ['event:P', 'event:Pu', 'event:Put*']) {
    await app.bar.fill(text);
    await app.until((text) => document.querySelector('[data-testid=app]').dataset.query === text, text);
  }
  assert.equal(await length(), before, 'nothing new while typing');
  await app.until(() => location.hash.includes('q=event:Put%2A'));
  await app.bar.press('Enter');
  await app.until((length) => history.length === length, before + 1);
  await app.table.locator('[role=columnheader][data-field=event] button').click();
  await app.settles();
  await app.until(() => location.hash.includes('sort=event'));
  assert.equal(await length(), before + 2);

  await page.goBack();
  await app.until(() => !location.hash.includes('sort='));
  await app.settles();
  assert.equal(await app.bar.inputValue(), 'event:Put*');
  await page.goBack();
  await app.until(() => document.querySelector('[data-testid=query-input]').value === '');
  await app.settles();
  assert.equal(await app.matched(), 6);
  await page.goForward();
  await app.until(() => document.querySelector('[data-testid=query-input]').value === 'event:Put*');
  await app.settles();
  assert.equal(await app.matched(), 3);
});

journey('Nonsense in a link is told, and the rest is shown', {}, async ({ app, page }) => {
  const address = page.url().split('#')[0];
  await page.goto('about:blank');
  await page.goto(`${address}#v=1&q=event:PutObject&sort=%00&colour=red&tab=jobs`);
  await app.reaches('empty');
  await page.getByText('Not all of the link could be shown').waitFor();
  await app.choose(log('a.json', mixed));
  assert.equal(await app.find('view-jobs').getAttribute('aria-selected'), 'true');
  await app.show('events');
  assert.equal(await app.matched(), 3);
});

let folder;
let served;
const asked = [];
// Another page of the operator, and its origin.
let other;
let origin;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'trailglass-'));
  await cp('dist', folder, { recursive: true });
  await writeFile(path.join(folder, 'day.json.gz'), gzipped(log('day.json', mixed)).buffer);
  const index = path.join(folder, 'index.html');
  const html = await readFile(index, 'utf8');
  other = await new Promise((resolve) => {
    const page = createServer((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>Logs</title>'),
    );
    page.listen(0, '127.0.0.1', () => resolve(page));
  });
  origin = `http://127.0.0.1:${other.address().port}`;
  await writeFile(
    index,
    html.replace(/(name="trailglass-hand-over" content=)"[^"]*"/, `$1"http://localhost:1 ${origin}"`),
  );
  const hear = ({ url, headers }) => asked.push({ url, cookie: headers.cookie });
  served = await serve({ folder, port: 0, under: '/tools/page/', moved: { 'moved.json': '/logout' }, hear });
});
after(async () => {
  other?.closeAllConnections();
  other?.close();
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});

journey(
  'Files that a link names are fetched once the person says so, and those below the page only',
  {},
  async ({ app, page, context }) => {
    await page.goto('about:blank');
    await context.addCookies([{ name: 'session', value: 'secret', url: served.address }]);
    asked.length = 0;
    const sources = [
      'day.json.gz',
      'https://example.com/x.json',
      '../logout',
      '/logout',
      'a%2F..%2F..%2Flogout',
      'missing.json',
      'moved.json',
    ];
    const parts = sources.map((source) => `src=${encodeURIComponent(source)}`);
    await page.goto(`${served.address}#q=event:GetObject&${parts.join('&')}`);
    await app.reaches('empty');
    assert.deepEqual(await app.find('link-files').locator('li').allInnerTexts(), [
      'day.json.gz',
      'missing.json',
      'moved.json',
    ]);
    assert.deepEqual(
      await app.find('link-refused').locator('li').allInnerTexts(),
      ['https://example.com/x.json', '../logout', '/logout', 'a%2F..%2F..%2Flogout'].map(
        (name) => `${name} (not below this page's folder)`,
      ),
    );
    const named = () => asked.filter(({ url }) => /day|logout|missing|moved/.test(url));
    assert.deepEqual(named(), [], 'opening the link asks for nothing');

    await app.find('link-fetch').click();
    await app.settles();
    assert.deepEqual(
      named().map(({ url }) => url),
      ['/tools/page/day.json.gz', '/tools/page/missing.json', '/tools/page/moved.json'],
      'the host leads no further',
    );
    assert.deepEqual(
      named().filter(({ cookie }) => cookie !== undefined),
      [],
      'no cookie is sent along',
    );
    assert.ok(
      asked.some(({ cookie }) => cookie === 'session=secret'),
      'the page itself was asked for with it',
    );
    assert.equal(await app.matched(), 3);
    assert.equal(await app.number('source-list', 'data-sources'), 1);
    await page.getByText('2 files could not be opened').waitFor();
    await app.until(() => location.hash.includes('src=day.json.gz'));
    assert.doesNotMatch(
      await page.evaluate(() => location.hash),
      /example|logout|missing|moved/,
      'what was not fetched is not passed on',
    );
    app.complaints.length = 0; // the browser says that missing.json is not there, and moved.json elsewhere
  },
);

journey('A large file that a link names is read whole', {}, async ({ app, page }) => {
  // More than the page holds of an answer at a time.
  const large = log(
    'large.json',
    events(15_000, (number) => ({ userAgent: `${number}`.padEnd(1_200, '.') })),
  );
  assert.ok(large.buffer.length > 20 * 1024 * 1024);
  await writeFile(path.join(folder, large.name), large.buffer);
  await page.goto('about:blank');
  await page.goto(`${served.address}#src=large.json`);
  await app.reaches('empty');
  await app.find('link-fetch').click();
  await app.settles();
  assert.equal(await app.loaded(), 15_000);
  await app.filter('userAgent:15000.*');
  assert.equal(await app.matched(), 1);
});

/** Opens the viewer from another page as a person would, and gives it files as docs/hosting.md says. */
async function handOver(context, from, viewer, files) {
  const page = await context.newPage();
  await page.goto(from);
  const opened = context.waitForEvent('page');
  await page.evaluate(
    ([address, files]) => {
      globalThis.heard = [];
      const viewer = window.open(address);
      window.addEventListener('message', ({ origin, data }) => {
        if (origin !== new URL(address).origin) return;
        globalThis.heard.push(data);
        if (data?.trailglass !== 'ready') return;
        const given = files.map(({ name, text }) => ({ name, blob: new Blob([text]) }));
        viewer.postMessage({ trailglass: 'files', files: given }, origin);
      });
    },
    [viewer, files],
  );
  return { page, viewer: await opened };
}

const given = [{ name: 'given.json', text: JSON.stringify({ Records: mixed }) }];

journey('A page that the operator allows hands files over', {}, async ({ app, context }) => {
  const { page, viewer } = await handOver(context, origin, served.address, given);
  const there = new app.constructor(viewer, []);
  await there.settles();
  assert.equal(await there.loaded(), 6);
  await page.waitForFunction(() => globalThis.heard.length === 2);
  assert.deepEqual(await page.evaluate(() => globalThis.heard), [
    { trailglass: 'ready', files: 0 },
    { trailglass: 'taken', files: 1 },
  ]);
});

journey('A page that nobody allows hands nothing over', {}, async ({ app, page, context }) => {
  // The page under test names no origin at all.
  const refused = await handOver(context, origin, page.url().split('#')[0], given);
  const there = new app.constructor(refused.viewer, []);
  await there.reaches('empty');
  assert.deepEqual(
    await refused.page.evaluate(() => globalThis.heard),
    [],
    'it is not even told that the page is ready',
  );
  // Nor does it take what is sent without being asked for.
  await page.goto(served.address);
  await app.reaches('empty');
  await page.evaluate(
    (files) =>
      window.postMessage({ trailglass: 'files', files: files.map(({ name, text }) => ({ name, blob: text })) }, '*'),
    given,
  );
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        window.addEventListener('message', resolve, { once: true });
        window.postMessage('after', '*');
      }),
  );
  assert.equal(await app.state(), 'empty');
});

journey('An address that the browser refuses to change is changed a while later', {}, async ({ app, page }) => {
  await app.choose(log('a.json', mixed));
  // As Safari does with an error, and Chrome without one.
  await page.evaluate(() => {
    window.refused = [];
    for (const way of ['pushState', 'replaceState']) {
      const change = history[way];
      history[way] = function (...given) {
        if (window.refused.length > 1) return change.apply(this, given);
        if (window.refused.push(way) === 1) throw new DOMException('too many', 'SecurityError');
        return undefined;
      };
    }
  });
  const before = await page.evaluate(() => history.length);
  await app.filter('event:PutObject');
  await app.until(() => location.hash.includes('q=event:PutObject'));
  assert.equal(await page.evaluate(() => window.refused.length), 2);
  assert.equal(await page.evaluate(() => history.length), before + 1);
  await page.goBack();
  await app.until(() => document.querySelector('[data-testid=query-input]').value === '');
});
