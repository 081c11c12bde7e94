// No silent zero: what the bar says of a text that finds nothing, and the buttons beside an event that lead where they say.
import assert from 'node:assert/strict';

import { event, journey, log, submission } from './support.mjs';

const session = (name, key, creationDate) => ({
  type: 'IAMUser',
  userName: name,
  principalId: `AIDA${name}`,
  accountId: '444455556666',
  arn: `arn:aws:iam::444455556666:user/${name}`,
  accessKeyId: key,
  sessionContext: { attributes: { creationDate, mfaAuthenticated: 'false' } },
});
const began = '2024-03-01T10:00:00Z';
const trail = log('a.json', [
  event(0, {
    eventName: 'ConsoleLogin',
    eventSource: 'signin.amazonaws.com',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No' },
    userIdentity: { ...session('noor', undefined, began), sessionContext: undefined },
  }),
  event(60, { userIdentity: session('noor', 'ASIA1', began), eventName: 'StopLogging' }),
  event(61, { userIdentity: session('noor', 'ASIA2', began), eventName: 'DeleteTrail', awsRegion: 'us-east-1' }),
  event(62, { userIdentity: session('noor', 'ASIA3', '2024-03-01T08:00:00Z'), eventName: 'PutObject' }),
  event(63, {
    userIdentity: session('eve', 'ASIA4', began),
    eventSource: 'iam.amazonaws.com',
    eventName: 'AttachUserPolicy',
    requestParameters: { userName: 'mallory', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  }),
  event(64, {
    userIdentity: session('eve', 'ASIA4', began),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    requestParameters: { userName: 'mallory' },
  }),
]);

journey('A text that finds nothing is explained, and what was meant is one click away', {}, async ({ app }) => {
  await app.choose(trail);
  const meant = app.find('query-meant');
  for (const [text, words, count, query] of [
    ['event:StopLogging,DeleteTrail', 'The comma is a part of the value', '2', 'event:(StopLogging OR DeleteTrail)'],
    [
      'region:eu-west-1 event:StopLogging region:us-east-1',
      'An event has one region',
      '1',
      'region:(eu-west-1 OR us-east-1) event:StopLogging',
    ],
    ['ip:198.51.100', 'a part of an address', '6', 'ip:198.51.100.0/24'],
    ['readOnly:yes', 'Records write readOnly otherwise', '6', 'readOnly:true'],
    ['event:/stop/', 'capital letters count', '1', 'event:/stop/i'],
  ]) {
    await app.filter(text);
    assert.equal(await app.matched(), 0, text);
    await app.find('query-advice').filter({ hasText: words }).waitFor();
    const button = meant.filter({ hasText: `Use ${query}` });
    await app.until(
      ([query, count]) =>
        [...document.querySelectorAll('[data-testid=query-meant]')].some(
          ({ textContent, dataset }) => textContent.includes(query) && dataset.count === count,
        ),
      [query, count],
    );
    await button.click();
    await app.settles();
    assert.equal(await app.bar.inputValue(), query);
    assert.equal(await app.matched(), Number(count));
    assert.equal(await app.find('query-advice').count(), 0, 'of what finds something nothing is said');
  }
});

journey(
  'What is not where it was looked for is found elsewhere, and a pasted ARN is searched for',
  {},
  async ({ app, page }) => {
    await app.choose(trail);
    await app.filter('actor:mallory');
    const elsewhere = app.find('query-elsewhere');
    await elsewhere.filter({ hasText: '2 events hold “mallory” anywhere' }).click();
    await app.settles();
    assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['mallory', 2]);
    await app.filter('actor:nobody-at-all');
    await page.getByText('No event holds “nobody-at-all” anywhere').waitFor();
    await app.filter('arn:aws:iam::444455556666:user/noor');
    assert.equal(await app.find('query-problem').count(), 0);
    assert.equal(await app.matched(), 4);
  },
);

journey('A word of CloudTrail for ours is told with its remedy', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.bar.fill('identity:IAMUser');
  await app.bar.press('Enter');
  await app.find('query-problem').waitFor();
  assert.equal(await app.find('query-problem').textContent(), 'IAMUser is iam-user in identity');
  await page.getByRole('button', { name: 'Use iam-user' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['identity:iam-user', 6]);
  await app.filter('-ip:10.8.8.10-10.8.8.20');
  assert.equal(await app.matched(), 6);
  await app.find('query-advice').filter({ hasText: 'A range of addresses is written with a slash' }).waitFor();
});

journey('The buttons beside an event find what they say', {}, async ({ app, page }) => {
  await app.choose(trail);
  const follow = async (id, name) => {
    await app.filter('');
    await app.openEvent(id);
    await app.find('neighbours').getByRole('button', { name, exact: true }).click();
    await app.settles();
    return (await app.ids()).toSorted();
  };
  assert.deepEqual(await follow('event-60', 'Same session'), ['event-60', 'event-61']);
  assert.deepEqual(await follow('event-60', 'Sign-in of the session'), ['event-0']);
  assert.deepEqual(await follow('event-0', 'Session that it began'), ['event-60', 'event-61']);
  assert.deepEqual(await follow('event-63', 'Same target'), ['event-63', 'event-64']);
  assert.deepEqual(await follow('event-63', 'Same target, AdministratorAccess'), ['event-63']);
  assert.match(await app.bar.inputValue(), /targets:AdministratorAccess/);
  await app.openEvent('event-63');
  await page.getByText('eve called AttachUserPolicy on mallory and AdministratorAccess.').waitFor();
  await app.filter('');
  await app.openEvent('event-60');
  await app.find('detail-credential').click();
  await app
    .find('credential')
    .getByRole('button', { name: /ConsoleLogin/ })
    .click();
  await app.detailOf('event-0');
});

journey('A value of the record is looked for anywhere from its menu', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.openEvent('event-64');
  const leaf = page.locator('[data-path="requestParameters.userName"]');
  await leaf.hover();
  await leaf.getByRole('button', { name: /More actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Find it anywhere' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['mallory', 2]);
});

journey('One field tells of a second factor, in the bar, the facets and the columns', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.bar.pressSequentially('event:ConsoleLogin mfa');
  await page.locator('[data-testid=suggestions] [data-text="mfa:"]').waitFor();
  await app.bar.press('Tab');
  await app.bar.pressSequentially('f');
  await page.locator('[data-testid=suggestions] [data-text="false"]').waitFor();
  await app.bar.press('Tab');
  await app.bar.press('Enter');
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['event:ConsoleLogin mfa:false', 1]);
  await app.find('columns-button').click();
  await app.find('column-search').fill('mfa');
  await app.find('column-search').press('Enter');
  await page.keyboard.press('Escape');
  await app.settles();
  await app.filter('');
  assert.deepEqual(new Set((await app.column('mfa')).slice(0, 6)), new Set(['false']));
});

journey(
  'A link holds nothing of the view that is not on screen',
  { context: { permissions: ['clipboard-read', 'clipboard-write'] } },
  async ({ app, page }) => {
    const shared = async () => {
      await app.find('share-link').click();
      await page.getByText('Link copied').first().waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await app.choose(
      log('jobs.json', [submission(1, '1409288046914-q7m2xd'), ...Array.from({ length: 3 }, (_, at) => event(at + 2))]),
    );
    await app.show('jobs');
    await app.filter('job:1409288046914-q7m2xd');
    await app.openJob('1409288046914-q7m2xd');
    await app.show('events');
    await app.filter('service:s3');
    await app.until(() => location.hash.includes('service:s3'));
    assert.doesNotMatch(await shared(), /q7m2xd|444455556666|jq=|job=/);
    await page.goBack();
    await app.settles();
    await app.show('jobs');
    assert.equal(await app.bar.inputValue(), 'job:1409288046914-q7m2xd', 'going back leaves the other view alone');
  },
);

journey('With findings shows which they are', {}, async ({ app, page }) => {
  const throttled = { errorCode: 'ThrottlingException', responseElements: null };
  await app.choose(
    log('jobs.json', [submission(1, '1409288046914-q7m2xd'), submission(2, '1409288046915-q7m2xe', throttled)]),
  );
  await app.show('jobs');
  await app.find('job-shelf').getByRole('button', { name: 'With findings' }).click();
  await app.settles();
  const heading = page.locator('[data-testid=job-table] [role=columnheader][data-field=finding]');
  await heading.waitFor();
  assert.match(await app.table.locator('[role=gridcell][data-field=finding]').first().innerText(), /throttled/);
});
