// The User Timing measures that say how long a person waits.
import assert from 'node:assert/strict';

import { events, gzipped, journey, log } from './support.mjs';

/** Waits for a measure, since it is taken after painting, and gives all of that name. */
async function measures(app, name) {
  await app.until((name) => performance.getEntriesByName(name).length > 0, name, `${name} is measured`);
  return app.page.evaluate(
    (name) =>
      performance
        .getEntriesByName(name)
        .map(({ entryType, startTime, duration, detail }) => ({ entryType, startTime, duration, detail })),
    name,
  );
}

journey('Loading and asking are measured, with what was held', {}, async ({ app, page }) => {
  const files = [log('a.json', events(500)), gzipped(log('b.json', events(700)))];
  const bytes = files.reduce((sum, { buffer }) => sum + buffer.length, 0);
  await app.choose(...files);
  const [firstRows] = await measures(app, 'trailglass:first-rows');
  const [ingest, ...others] = await measures(app, 'trailglass:ingest');
  assert.equal(others.length, 0, 'one load, one measure');
  assert.equal(ingest.entryType, 'measure');
  assert.deepEqual(ingest.detail, { events: 700, bytes, files: 2 });
  assert.deepEqual(Object.keys(firstRows.detail).sort(), ['bytes', 'events', 'files']);
  assert.ok(firstRows.detail.events > 0);
  assert.ok(
    firstRows.duration > 0 && firstRows.duration <= ingest.duration,
    `${firstRows.duration} ms, then ${ingest.duration} ms`,
  );

  const counts = () =>
    page.evaluate(() => ['query', 'search'].map((name) => performance.getEntriesByName(`trailglass:${name}`).length));
  assert.deepEqual(await counts(), [0, 0], 'loading is no query');
  await app.filter('event:GetObject');
  const [query] = await measures(app, 'trailglass:query');
  assert.deepEqual(query.detail, ingest.detail);
  assert.deepEqual(await counts(), [1, 0], 'fields need no documents');

  await app.filter('"clip 5.mov"');
  await measures(app, 'trailglass:search');
  assert.deepEqual(await counts(), [2, 1]);

  await app.table.locator('[role=columnheader][data-field=event]').getByRole('button').click();
  await app.until(
    () => performance.getEntriesByName('trailglass:query').length === 3,
    undefined,
    'an order is measured as well',
  );
});

journey('Each load is measured by itself', {}, async ({ app }) => {
  await app.choose(log('a.json', events(5)));
  await measures(app, 'trailglass:ingest');
  await app.choose(log('b.json', events(9)));
  await app.until(() => performance.getEntriesByName('trailglass:ingest').length === 2);
  assert.deepEqual(
    (await measures(app, 'trailglass:ingest')).map(({ detail }) => [detail.events, detail.files]),
    [
      [5, 1],
      [9, 2],
    ],
  );
});
