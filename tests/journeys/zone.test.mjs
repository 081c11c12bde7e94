// One clock: whatever shows a time shows it in the zone that was chosen.
import assert from 'node:assert/strict';

import { event, journey, log, submission, transcoding } from './support.mjs';

const cancel = (number, id, members) => transcoding(number, 'CancelJob', { id }, { readOnly: false, ...members });
const session = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::444455556666:assumed-role/Editor/noor',
  accountId: '444455556666',
  accessKeyId: 'ASIATRAILGLASSMADEUP',
  sessionContext: { attributes: { mfaAuthenticated: 'false', creationDate: '2024-03-01T09:58:00Z' } },
};
const trail = log('111122223333_CloudTrail_us-east-1_20240301T1005Z_AbCd.json', [
  event(1, { eventTime: '2024-03-01T23:30:05Z', userIdentity: session }),
  submission(2, 'job-one', { eventTime: '2024-03-01T23:31:00Z' }),
  cancel(3, 'job-one', { eventTime: '2024-03-01T23:32:00Z' }),
]);

/** Chooses a zone by its name. */
async function choose(app, page, zone) {
  await app.find('zone-button').click();
  await app.find('zone-name').fill(zone);
  await app.find('zone-name').press('Tab');
  await page.keyboard.press('Escape');
}

journey('Table, detail, card, story and files show one zone', {}, async ({ app, page }) => {
  await app.choose(trail);
  await choose(app, page, 'Asia/Tokyo');
  await app.event('event-1').locator('time').filter({ hasText: '08:30:05' }).waitFor();

  const detail = await app.openEvent('event-1');
  const fact = (label) =>
    detail
      .locator('.facts > div')
      .filter({ has: page.getByText(label, { exact: true }) })
      .first();
  assert.match(await fact('When').textContent(), /Saturday 2 March 2024, 08:30:05 UTC\+9/);
  assert.match(await fact('Session from').textContent(), /Friday 1 March 2024, 18:58:00 UTC\+9/);
  await app.find('detail-credential').click();
  const card = page.locator('[data-testid=credential][aria-busy=false]');
  await card.waitFor();
  assert.match(await card.textContent(), /First2024-03-02 08:30:05 UTC\+9/);
  assert.doesNotMatch(await detail.locator('.facts').first().textContent(), /UTC(?!\+9)/);

  await app.show('jobs');
  const story = await app.openJob('job-one');
  assert.deepEqual(await story.locator('.step-time').allTextContents(), ['08:31:00', '08:32:00']);
  assert.match(await story.locator('.states').textContent(), /times in UTC\+9.*2024-03-02 08:31:00/);
  assert.match(await story.locator('.steps-head').textContent(), /Time UTC\+9/);
  assert.equal(
    await app.find('job-step').first().getAttribute('data-time'),
    '2024-03-01T23:31:00Z',
    'scripts read UTC',
  );

  await app.openFiles();
  await app.source('111122223333_CloudTrail_us-east-1_20240301T1005Z_AbCd.json').getByRole('button').first().click();
  assert.match(await page.locator('.file-report').textContent(), /Delivered2024-03-01 19:05:00 UTC\+9/);
});

journey('A time that is not of the day of the list has its date', {}, async ({ app }) => {
  // Read off the id: a day before the only event that names it.
  await app.choose(log('a.json', [submission(1, 'job-one'), cancel(2, '1709164800000-abc123')]));
  await app.show('jobs');
  const submitted = app.job('1709164800000-abc123').locator('[data-field=submitted]');
  assert.match(await submitted.textContent(), /2024-02-29 00:00:00/);
});
