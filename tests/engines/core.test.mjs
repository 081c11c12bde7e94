// What a person comes for, in every engine: files in, a filter, an event, a job, a link, a file out. It is one journey over
// WebDriver; what is finer has journeys of its own, in tests/journeys.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { serve } from '../../scripts/server.mjs';
import { event, events, gzipped, log, submission } from '../journeys/logs.mjs';
import { App, named } from './app.mjs';
import { engines, start } from './engines.mjs';

const jobId = '1409288046914-q7m2xd';
const chosen = log(
  'chosen.json',
  events(40, (number) => ({ eventName: number % 4 ? 'GetObject' : 'PutObject' })),
);
const dropped = gzipped(
  log('dropped.json', [
    submission(60, jobId),
    event(61, { errorCode: 'AccessDenied', userAgent: 'https://example.com/x.png' }),
  ]),
);

let folder;
before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'trailglass-'))));
after(() => rm(folder, { recursive: true, force: true }));

for (const engine of engines) {
  const skip = engine.missing.length > 0 && `there is no ${engine.missing.join(', ')} on this machine`;
  test(`The core journey in ${engine.name}`, { skip, timeout: 120_000 }, async (context) => {
    const downloads = await mkdtemp(path.join(folder, 'downloads-'));
    const asked = [];
    const served = await serve({ folder: 'dist', port: 0, hear: ({ method, url }) => asked.push(`${method} ${url}`) });
    const { driver, close } = await start(engine, downloads);
    try {
      const capabilities = await driver.getCapabilities();
      context.diagnostic(`${capabilities.getBrowserName()} ${capabilities.getBrowserVersion()}`);
      await journey(new App(driver), { served, asked, downloads });
    } catch (error) {
      context.diagnostic(`what it looked like: ${await pictured(driver, engine.name)}`);
      throw error;
    } finally {
      await close();
      await served.close();
    }
  });
}

/** Saves a picture of the page, and resolves to its file or to why there is none. */
async function pictured(driver, name) {
  const file = path.resolve('target', `${name}.png`);
  try {
    await mkdir('target', { recursive: true });
    await writeFile(file, await driver.takeScreenshot(), 'base64');
    return file;
  } catch (error) {
    return error.message;
  }
}

async function journey(app, { served, asked, downloads }) {
  const { driver } = app;
  const given = [path.join(folder, chosen.name), path.join(folder, dropped.name)];
  await Promise.all([chosen, dropped].map(({ buffer }, at) => writeFile(given[at], buffer)));
  await driver.manage().window().setRect({ width: 1280, height: 800 });

  // The first screen, with the promise: this engine applies the policy to workers as well.
  await app.open(served.address);
  await app.says('the browser refuses requests to any other host');

  // Files, chosen and dropped.
  await app.choose(given[0]);
  assert.equal(await app.number('loaded-count'), 40);
  await app.drop(dropped);
  assert.equal(await app.number('loaded-count'), 42);

  // A filter.
  await app.filter('event:PutObject');
  assert.equal(await app.number('matched-count'), 10);
  assert.equal((await app.ids())[0], 'event-40');

  // An event, and the record as it was written.
  await app.pressRow('[role=row][data-event-id="event-36"]');
  await app.shows(named('event-detail', '[data-event-id="event-36"][aria-busy=false]'));
  await app.click(named('detail-raw'));
  await app.shows(named('detail-raw', '[aria-selected=true]'));
  const [record] = JSON.parse(chosen.buffer).Records.filter(({ eventID }) => eventID === 'event-36');
  assert.deepEqual(JSON.parse(await app.textOf(named('event-json'))), record);

  // A link to this view.
  await app.click(named('share-link'));
  await app.says('Link copied');
  const link = await driver.getCurrentUrl();
  assert.match(link, /#v=1&q=event:PutObject&.*event=event-36/);
  assert.equal(await app.pasted(), link);

  // All that matches, copied: the text comes from a worker, when the click is over.
  await app.filter('event:PutObject');
  await app.click(named('export-menu'));
  await app.click(named('export-markdown'));
  await app.says('Copied 10 rows');
  assert.match(await app.pasted(), /^\| time \| event \|.*PutObject/);

  // And as files.
  await app.filter('event:PutObject');
  await app.click(named('export-menu'));
  await app.shows(named('export-count', '[data-value="10"]'));
  const csv = await exported(app, downloads, 'csv');
  assert.match(csv, /^time,event,service,actor,.*\r\n2024-03-01T10:00:40Z,PutObject,s3,noor,/);
  assert.equal(csv.trimEnd().split('\r\n').length, 11);
  const lines = (await exported(app, downloads, 'ndjson'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ eventID }) => eventID),
    await app.ids(),
  );

  // A job, and from its step to the event.
  await app.show('jobs');
  await app.pressRow(`[role=row][data-job-id="${jobId}"]`);
  await app.shows(named('job-story', `[data-job-id="${jobId}"][data-proven=submitted][aria-busy=false]`));
  await app.click(named('job-step', '[data-event-id="event-60"][data-role=create]'));
  await app.shows(named('event-detail', '[data-event-id="event-60"][aria-busy=false]'));

  // The link, opened with the same files.
  assert.deepEqual(await app.violations(), []);
  await driver.get('about:blank');
  await app.open(link);
  assert.match(await app.textOf(named('link-note')), /event:PutObject/);
  await app.choose(...given);
  await app.shows(named('event-detail', '[data-event-id="event-36"][aria-busy=false]'));
  assert.equal(await app.number('matched-count'), 10);
  assert.deepEqual(await app.violations(), []);

  // Nothing was asked of the server but its files, by their names alone.
  assert.ok(asked.length > 5, 'requests are heard');
  for (const request of asked) {
    const [, name] = request.match(/^GET \/([^?#]*)$/) ?? [];
    assert.ok(name !== undefined && existsSync(path.join('dist', name)), request);
  }
}

/** Exports in a form and gives what was written, once the page and the file say that it is whole. */
async function exported(app, downloads, form) {
  await app.click(named(`export-${form}`));
  await app.says(`10 rows written to trailglass-events.${form}`);
  const file = path.join(downloads, `trailglass-events.${form}`);
  const deadline = Date.now() + 10_000;
  for (;;) {
    const text = existsSync(file) ? await readFile(file, 'utf8') : '';
    if (text.endsWith('\n')) return text;
    assert.ok(Date.now() < deadline, `${file} is not there`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
