// Real and published logs. The project does not hold them, for their licences differ; where they are, they are read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { corpusFolder, file, journey } from './support.mjs';

const guide = corpusFolder('awsdocs__amazon-transcoder-developer-guide');
const suzaku = corpusFolder('Yamato-Security__suzaku-sample-data');

journey(
  'The five events of AWS’s own Elastic Transcoder sample',
  { skip: guide === undefined },
  async ({ app, page }) => {
    const name = 'logging-using-cloudtrail.md.block1.broken.json';
    await app.choose(file(name, readFileSync(path.join(guide, 'doc_source', name))));
    const sums = await app.sums();
    assert.deepEqual([sums.sources, sums.warning, sums.records, sums.events, sums.refused], [1, 1, 5, 5, 0]);
    await app.openFiles();
    assert.deepEqual(
      (await app.problemsOf(name)).map((words) => words.replace(/\d+/, 'N')),
      ['Trailing comma at line N, read anyway'],
    );

    await app.show('jobs');
    assert.equal(await app.matched(), 2);
    const job = (id) =>
      app.job(id).evaluate(({ dataset: { kind, state, certainty, proven, submitted, steps, warning } }) => ({
        kind,
        state,
        certainty,
        proven,
        submitted,
        steps,
        warning,
      }));
    const common = {
      kind: 'elastic-transcoder/job',
      state: 'unknown',
      certainty: 'unknown',
      steps: '1',
      warning: 'false',
    };
    assert.deepEqual(await job('1234-job-example'), {
      ...common,
      proven: 'submitted',
      submitted: '2014-09-29T19:29:02Z',
    });
    const read = await job('1412018849233-f2czlr');
    assert.match(read.submitted, /^2014-09-29T19:27:29(\.233)?Z$/, 'decoded from the id');
    assert.deepEqual({ ...read, submitted: '' }, { ...common, proven: undefined, submitted: '' });
    await app.openJob('1234-job-example');
    assert.equal(await page.getByTestId('job-step').count(), 1);

    await app.filter('kind:(pipeline OR preset)');
    const things = await app.table
      .locator('[data-job-id]')
      .evaluateAll((rows) =>
        rows.map(({ dataset: { jobId, kind, state, certainty } }) => [jobId, kind, state, certainty].join(' ')).sort(),
      );
    assert.deepEqual(things, [
      '1234-pipeline-example elastic-transcoder/pipeline unknown unknown',
      '1234-preset-example elastic-transcoder/preset deleted recorded',
      '1412018848038-nkomx0 elastic-transcoder/pipeline deleted recorded',
    ]);
  },
);

journey('1,940 real files through the folder input', { skip: suzaku === undefined }, async ({ app }) => {
  await app.find('folder-input').setInputFiles(suzaku);
  await app.settles(60_000);
  const sums = await app.sums();
  // One has no quotes around its names, which is repaired.
  assert.deepEqual([sums.sources, sums.records, sums.failed], [1940, 17464, 0]);
  assert.equal(await app.loaded(), sums.events);
  await app.openFiles();
  assert.equal(await app.find('source').first().getAttribute('aria-setsize'), '1940');
  await app.filter('event:AssumeRole');
  assert.ok((await app.matched()) > 0);
});
