// The list of files: what became of each, with reasons, and sums that hold.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { event, events, file, gzipped, journey, log } from './support.mjs';

const twice = (text) => Buffer.concat([gzipSync(text), gzipSync(text)]);
const cut = gzipped(log('cut.json', events(300)));
const stub = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(10)]);
const notification = { Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:444455556666:trail', Message: '{}' };
const s3Notification = {
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      eventTime: '2024-03-01T10:00:00Z',
      awsRegion: 'eu-west-1',
      s3: { bucket: { name: 'logs' } },
    },
  ],
};

/** Each source by itself: its content, and what its row and its report say. */
const sources = [
  [log('plain.json', events(3)), { status: 'ok', kind: 'S3 log file', records: 3, events: 3 }],
  [
    gzipped(log('packed.json', [event(11), event(12)])),
    { status: 'ok', kind: 'S3 log file, gzip', records: 2, events: 2 },
  ],
  [file('array.json', JSON.stringify([event(21)])), { status: 'ok', kind: 'array of records', records: 1, events: 1 }],
  [
    file('one.json', JSON.stringify(event(31), null, 2)),
    { status: 'ok', kind: 'single record', records: 1, events: 1 },
  ],
  [
    file('lines.jsonl', `${JSON.stringify(event(41))}\n${JSON.stringify(event(42))}\n`),
    { status: 'ok', kind: 'JSON lines', records: 2, events: 2 },
  ],
  [
    file('batches.jsonl', `${JSON.stringify({ Records: [event(51)] })}\n${JSON.stringify({ Records: [event(52)] })}\n`),
    { status: 'ok', kind: 'JSON lines of batches', records: 2, events: 2 },
  ],
  [
    file('marked.json', `\ufeff${JSON.stringify([event(61)])}`),
    { status: 'ok', kind: 'array of records', records: 1, events: 1 },
  ],
  [
    file('members.json.gz', twice(`${JSON.stringify(event(71))}\n`)),
    { status: 'ok', kind: 'JSON lines, gzip', records: 2, events: 1, duplicates: 1 },
  ],
  [
    file('comma.json', `{"Records": [\n${JSON.stringify(event(81))},\n]}`),
    { status: 'warning', records: 1, events: 1, problems: [/^Trailing comma at line 2, read anyway$/] },
  ],
  [
    file('damaged.json', readFileSync('tests/data/logs/damaged.json')),
    { status: 'warning', kind: 'S3 log file', problems: [/^Record refused at line 3: /, /./] },
  ],
  [
    file('stump.json', JSON.stringify([event(91), { eventVersion: '1.08', eventName: 'PutObject' }])),
    { status: 'warning', records: 2, events: 1, refused: 1, problems: [/^Record refused at .*: .* is missing$/] },
  ],
  [
    file('cut.json.gz', cut.buffer.subarray(0, cut.buffer.length / 2)),
    {
      status: 'warning',
      problems: [/^The gzip stream ends early at byte \d+ of the file\. Copy the file again$/, /./],
    },
  ],
  [file('stub.zip', stub), { status: 'failed', problems: [/^The archive ends early at byte 14 of the file/] }],
  [
    file('results.csv', 'eventTime,eventName,eventID\n2024-03-01T10:00:00Z,PutObject,csv-1\n'),
    { status: 'ok', kind: 'query results, CSV', records: 1, events: 1 },
  ],
  [
    file('table.csv', 'date,open,close\n2024-03-01,1,2\n'),
    { status: 'failed', kind: 'not read', problems: [/^Not CloudTrail: a table with the columns date,open,close$/] },
  ],
  [
    file('mail.json', JSON.stringify(notification)),
    { status: 'failed', kind: 'not read', problems: [/^Not CloudTrail: an SNS notification/] },
  ],
  [
    file('digest.json', '{"awsAccountId":"1","digestS3Object":"x","logFiles":[]}'),
    { status: 'ok', kind: 'CloudTrail digest file', records: 0, events: 0 },
  ],
  [file('s3.json', JSON.stringify(s3Notification)), { status: 'failed', events: 0, problems: [/S3 .*notification/i] }],
  [
    file('config.json', '{"compilerOptions": {"strict": true}}'),
    { status: 'failed', kind: 'not read', problems: [/^Not CloudTrail: an object with the members compilerOptions$/] },
  ],
  [file('nothing.json', ''), { status: 'failed', kind: 'not read', problems: [/^The file is empty$/] }],
];

journey('Each source says what became of it, and the rest loads', {}, async ({ app }) => {
  await app.choose(...sources.map(([given]) => given));
  await app.openFiles();

  const rows = [];
  for (const [{ name }, { problems: expected = [], ...facts }] of sources) {
    const row = await app.sourceFacts(name);
    rows.push(row);
    assert.equal(row.records, row.events + row.duplicates + row.refused, `${name}: every record is accounted for`);
    for (const [key, value] of Object.entries(facts)) assert.equal(row[key], value, `${key} of ${name}`);
    assert.ok(expected.length <= row.problems, `${name} has ${row.problems} problems`);
    const said = await app.problemsOf(name);
    assert.equal(said.length, row.problems, `all problems of ${name} are told`);
    for (const words of expected)
      assert.ok(
        said.some((one) => words.test(one)),
        `${name}: ${words} is not in ${said.join(' | ')}`,
      );
  }

  const sums = await app.sums();
  const sumOf = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  const nOf = (status) => rows.filter((row) => row.status === status).length;
  for (const key of ['records', 'events', 'duplicates', 'refused']) assert.equal(sums[key], sumOf(key), key);
  for (const key of ['ok', 'warning', 'failed']) assert.equal(sums[key], nOf(key), key);
  assert.equal(await app.loaded(), sums.events);
});

journey('A broken record does not lose its file', {}, async ({ app }) => {
  await app.choose(file('damaged.json', readFileSync('tests/data/logs/damaged.json')));
  const ids = await app.ids();
  assert.ok(ids.includes('line-1') && ids.includes('line-3'), `the records around the broken one are there: ${ids}`);
  assert.ok((await app.sums()).refused >= 1);
});

journey('Problems come first in the list, and its field finds files by name', {}, async ({ app, page }) => {
  await app.choose(log('good.json', events(2)), log('best.json', [event(3)]), file('zzz.txt', 'nothing'));
  await app.openFiles();
  const names = () => page.getByTestId('source').evaluateAll((rows) => rows.map((row) => row.dataset.name));
  assert.deepEqual(await names(), ['zzz.txt', 'good.json', 'best.json']);

  const rows = page.getByTestId('source');
  assert.deepEqual(await rows.evaluateAll((rows) => rows.map((row) => [row.ariaPosInSet, row.ariaSetSize])), [
    ['1', '3'],
    ['2', '3'],
    ['3', '3'],
  ]);
  await page.getByRole('textbox', { name: 'Find a file' }).fill('BE');
  await app.until(() => document.querySelectorAll('[data-testid=source]').length === 1);
  assert.deepEqual(await names(), ['best.json']);
  await page.getByRole('textbox', { name: 'Find a file' }).fill('none');
  await app.until(() => document.querySelectorAll('[data-testid=source]').length === 0);
});

journey('The list opens and closes, and its sums are there while it is closed', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(2)));
  const list = app.find('source-list');
  const button = app.find('files-button');
  assert.equal(await list.isVisible(), false);
  assert.equal((await app.sums()).records, 2);
  assert.equal(await app.find('source').count(), 0, 'a closed list has no rows');

  await app.openFiles();
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  assert.equal(await app.find('source').count(), 1);
  await page.getByRole('textbox', { name: 'Find a file' }).press('Escape');
  await list.waitFor({ state: 'hidden' });
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  assert.equal(await button.evaluate((button) => button === document.activeElement), true, 'the focus is back');
});

journey('A long list draws the rows in view, down to the last', {}, async ({ app, page }) => {
  const files = Array.from({ length: 500 }, (_, at) => log(`${at}.json`, [event(at)]));
  await app.choose(...files);
  await app.openFiles();
  assert.ok((await app.find('source').count()) < 200);
  const first = await app.find('source').first().elementHandle();
  await first.evaluate((row) => {
    let scroller = row;
    while (scroller.scrollHeight <= scroller.clientHeight || getComputedStyle(scroller).overflowY === 'visible')
      scroller = scroller.parentElement;
    scroller.scrollTop = scroller.scrollHeight;
  });
  await page.locator('[data-testid=source][aria-posinset="500"][aria-setsize="500"]').waitFor();
});

journey('The name of a log file tells account, region and time of delivery', {}, async ({ app, page }) => {
  await app.choose(gzipped(log('111122223333_CloudTrail_eu-west-1_20240301T1005Z_abcdefgh.json', events(2))));
  await app.openFiles();
  await page.getByTestId('source').getByRole('button').first().click();
  const report = page.getByRole('region', { name: 'The chosen file' });
  for (const [term, value] of [
    ['Account', '111122223333'],
    ['Region', 'eu-west-1'],
    ['Delivered', '2024-03-01 10:05:00 UTC'],
  ]) {
    const line = report.locator('dl > div').filter({ hasText: term });
    assert.equal(await line.locator('dd').textContent(), value, term);
  }
});
