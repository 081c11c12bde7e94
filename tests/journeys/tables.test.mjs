// Events of tables: what such a file cannot tell is shown as unknown, and what was made of its columns is told to be made.
import assert from 'node:assert/strict';

import { file, journey } from './support.mjs';

const headings = 'User name,Event time,Event source,Event name,Error code,Event ID,Read-only,Event type';
const row = (at, name, source, error = '') =>
  `noor,2024-03-01T10:00:0${at}Z,${source}.amazonaws.com,${name},${error},id-${at},false,${source === 'signin' ? 'AwsConsoleSignIn' : 'AwsApiCall'}`;
const history = file(
  'event_history.csv',
  `${[headings, row(1, 'ConsoleLogin', 'signin'), row(2, 'ConsoleLogin', 'signin'), row(3, 'CreateBucket', 's3'), row(4, 'CreateBucket', 's3', 'AccessDenied')].join('\n')}\n`,
);

journey('Whether a sign-in of the event history succeeded is shown as unknown', {}, async ({ app, page }) => {
  await app.choose(history);
  const counts = await app
    .find('histogram-bar')
    .evaluateAll((bars) =>
      ['count', 'ok', 'denied', 'failed', 'unknown', 'all'].map((name) =>
        bars.reduce((sum, bar) => sum + Number(bar.dataset[name]), 0),
      ),
    );
  assert.deepEqual(counts, [4, 1, 1, 0, 2, 4]);
  assert.equal(await page.locator('.histogram .key.is-unknown').innerText(), 'unknown');
  const outcomes = page.locator('[data-testid=facet][data-field=outcome] [data-testid=facet-value]');
  assert.deepEqual(
    await outcomes.evaluateAll((values) => values.map(({ dataset }) => [dataset.value, dataset.count])),
    [
      ['unknown', '2'],
      ['denied', '1'],
      ['ok', '1'],
    ],
  );

  for (const [query, ids] of [
    ['ok:false', ['id-4']],
    ['ok:true', ['id-3']],
    ['outcome:unknown', ['id-2', 'id-1']],
  ]) {
    await app.filter(query);
    const rows = page.locator('[role=row][data-event-id]');
    assert.deepEqual(await rows.evaluateAll((rows) => rows.map(({ dataset }) => dataset.eventId)), ids, query);
  }
  assert.equal(await page.locator('[role=row][data-event-id=id-1]').getAttribute('data-outcome'), 'unknown');

  await page.locator('[role=row][data-event-id=id-1]').click();
  const detail = page.locator('[data-testid=event-detail][data-event-id=id-1]');
  await detail.waitFor();
  assert.equal(await detail.getAttribute('data-made'), 'true');
  assert.match(await detail.innerText(), /noor called ConsoleLogin; whether it succeeded is not in the file\./);
  assert.match(await page.getByTestId('made-note').innerText(), /The JSON below was made from its columns\./);
});
