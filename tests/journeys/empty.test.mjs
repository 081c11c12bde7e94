// Where there is nothing to show: what was asked for, why there is none, and a way on. Nothing lies over rows.
import assert from 'node:assert/strict';

import { event, events, file, journey, log, submission } from './support.mjs';

const call = (number, eventName, eventSource, more) => event(number, { eventName, eventSource, ...more });
const security = log('a.json', [
  ...events(3),
  call(10, 'CreateAccessKey', 'iam.amazonaws.com', {
    requestParameters: { userName: 'jo' },
    responseElements: { accessKey: { accessKeyId: 'AKIANEVERUSED', userName: 'jo', status: 'Active' } },
  }),
]);

/** What the empty state says; nothing where there is none. */
const said = (page) =>
  page
    .locator('.empty-state')
    .allTextContents()
    .then((all) => all.join(' '));

journey('The jobs view says what it has none of, and never over rows', {}, async ({ app, page }) => {
  await app.choose(security);
  await app.show('jobs');
  assert.match(await said(page), /No jobs in these files.*Elastic Transcoder, MediaConvert/);

  for (const [name, expected] of [
    ['Presets', /No presets in these files/],
    ['Pipelines, queues, templates', /Nothing of these kinds in these files/],
    ['With findings', /No jobs in these files/],
  ]) {
    await app.find('job-shelf').getByRole('button', { name }).click();
    await app.settles();
    assert.match(await said(page), expected);
    assert.doesNotMatch(await said(page), /CreateJob, ReadJob/);
  }
  await app.filter('kind:access-key state:deleted');
  assert.match(await said(page), /No access keys match/);

  // There are rows, and no jobs: nothing lies over them, with a story open neither.
  await page.getByRole('button', { name: 'Show all jobs' }).waitFor({ state: 'detached' });
  await app.filter('kind:access-key');
  assert.equal(await app.matched(), 1);
  assert.equal(await page.locator('.empty-state').count(), 0);
  const story = await app.openJob('AKIANEVERUSED');
  assert.equal(await page.locator('.empty-state').count(), 0);
  const words = await story.textContent();
  assert.match(words, /Created by/);
  assert.doesNotMatch(words, /Submitted by/);
});

journey('Rows are called by their kind', {}, async ({ app, page }) => {
  await app.choose(security, log('b.json', [submission(20, 'job-one')]));
  await app.show('jobs');
  const count = () => page.locator('.filter-count').textContent();
  assert.match(await count(), /^1 job$/);
  await app.filter('kind:access-key');
  assert.match(await count(), /^1 access key$/);
  await app.filter('kind:*');
  assert.match(await count(), /rows$/);
  const kinds = await app.table.locator('[role=gridcell][data-field=kind]').allTextContents();
  assert.ok(kinds.includes('access key iam') && kinds.includes('job elastic-transcoder'), `${kinds}`);
});

journey(
  'Files without events lead to the list of files, a file leads to its events, and so does that of an event',
  {},
  async ({ app, page }) => {
    await app.choose(file('notes.txt', 'nothing of CloudTrail'));
    await app.find('why-no-events').click();
    await app.source('notes.txt').waitFor();
    await app.choose(
      log('b.json', events(3)),
      log(
        'c.json',
        events(5).map((one, at) => ({ ...one, eventID: `other-${at}` })),
      ),
    );
    await app.source('b.json').getByRole('button').first().click();
    await app.find('source-events').click();
    await app.settles();
    assert.equal(await app.matched(), 3);
    assert.equal(await app.bar.inputValue(), 'source:b.json');
    await page.keyboard.press('Escape');
    await app.filter('');
    const detail = await app.openEvent('other-2');
    await detail.getByRole('button', { name: 'c.json' }).click();
    await app.settles();
    assert.equal(await app.matched(), 5);
  },
);

journey('A key that was never used is told to be so', {}, async ({ app, page }) => {
  await app.choose(security);
  await app.filter('key:AKIANEVERUSED');
  assert.match(await said(page), /never used here/);
});
