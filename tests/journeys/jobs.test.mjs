// The jobs view: what is known of each job, how, and the way to its events.
import assert from 'node:assert/strict';

import { events, file, journey, log, submission, transcoding } from './support.mjs';

const read = (number, id, members) => transcoding(number, 'ReadJob', { id }, members);
const cancel = (number, id, members) => transcoding(number, 'CancelJob', { id }, { readOnly: false, ...members });

// Its id says that it was submitted half an hour before the first event.
const readOnly = '1709285400123-dec0de';

const trail = log('a.json', [
  ...events(20),
  read(35, 'job-watched'),
  submission(30, 'job-watched'),
  read(40, 'job-watched', { errorCode: 'ThrottlingException' }),
  submission(50, 'job-canceled'),
  cancel(55, 'job-canceled'),
  submission(60, 'job-started'),
  cancel(65, 'job-started', { errorCode: 'ResourceInUseException' }),
  submission(70, 'unused', { errorCode: 'ValidationException', responseElements: null, requestID: 'request-refused' }),
  read(80, readOnly),
]);

/** What a row of the jobs table carries. */
const facts = (row) =>
  row.evaluate(({ dataset: { kind, state, certainty, proven, warning, submitted, steps, requestId } }) => ({
    kind,
    state,
    certainty,
    proven,
    warning,
    submitted,
    steps,
    requestId,
  }));

journey('Each job has its state and how certain that is', {}, async ({ app }) => {
  await app.choose(trail);
  await app.show('jobs');
  assert.equal(await app.matched(), 5);
  assert.equal(await app.table.getAttribute('data-testid'), 'job-table');
  assert.equal(await app.table.getAttribute('aria-rowcount'), '6');

  const common = { kind: 'elastic-transcoder/job', warning: 'false', proven: undefined, requestId: undefined };
  const expected = {
    'job-watched': {
      state: 'unknown',
      certainty: 'unknown',
      proven: 'submitted',
      submitted: '2024-03-01T10:00:30Z',
      steps: '3',
    },
    'job-canceled': { state: 'canceled', certainty: 'recorded', submitted: '2024-03-01T10:00:50Z', steps: '2' },
    'job-started': { state: 'past-submitted', certainty: 'inferred', submitted: '2024-03-01T10:01:00Z', steps: '2' },
    [readOnly]: { state: 'unknown', certainty: 'unknown', submitted: '2024-03-01T09:30:00.123Z', steps: '1' },
  };
  for (const [id, row] of Object.entries(expected)) {
    assert.deepEqual(await facts(app.job(id)), { ...common, ...row }, id);
  }
  const refused = await facts(app.job(''));
  assert.match(await app.job('').locator('[data-field=submitted]').textContent(), / refused at 10:01:10/);
  assert.match(await app.job('').locator('[data-field=error]').textContent(), /^ValidationException/);
  assert.deepEqual(
    [refused.state, refused.certainty, refused.requestId, refused.steps],
    ['not-submitted', 'recorded', 'request-refused', '1'],
  );
});

journey('Jobs are filtered and sorted by their own fields', {}, async ({ app }) => {
  await app.choose(trail);
  await app.show('jobs');
  for (const [text, matched] of [
    ['state:unknown', 2],
    ['certainty:inferred', 1],
    ['pipeline:pipeline-1', 4],
    ['reads:2', 1],
    ['input:rushes/job-*', 3],
    ['rushes', 4],
    ['-job:job-*', 2],
  ]) {
    await app.filter(text);
    assert.equal(await app.matched(), matched, text);
  }
  await app.filter('job:job-*');
  await app.table.locator('[role=columnheader][data-field=job]').getByRole('button').click();
  await app.settles();
  assert.deepEqual(
    await app.table.locator('[data-job-id]').evaluateAll((rows) => rows.map((row) => row.dataset.jobId)),
    ['job-canceled', 'job-started', 'job-watched'],
  );
});

journey('A story tells its steps in time order, and each leads to its event', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.show('jobs');
  const story = await app.openJob('job-watched');
  const carried = await story.evaluate(({ dataset: { state, certainty, proven } }) => ({ state, certainty, proven }));
  assert.deepEqual(carried, { state: 'unknown', certainty: 'unknown', proven: 'submitted' });
  const steps = await app
    .find('job-step')
    .evaluateAll((all) => all.map(({ dataset }) => [dataset.eventId, dataset.action, dataset.time]));
  assert.deepEqual(steps, [
    ['event-30', 'CreateJob', '2024-03-01T10:00:30Z'],
    ['event-35', 'ReadJob', '2024-03-01T10:00:35Z'],
    ['event-40', 'ReadJob', '2024-03-01T10:00:40Z'],
  ]);

  await app.find('job-step').nth(1).click();
  await page.locator('[data-testid=view-events][aria-selected=true]').waitFor();
  await app.detailOf('event-35');
  await app.settles();
  assert.equal(await app.event('event-35').getAttribute('aria-selected'), 'true');

  await app.find('event-detail').getByRole('button', { name: 'Part of job job-watched' }).click();
  await page.locator('[data-testid=view-jobs][aria-selected=true]').waitFor();
  await page.locator('[data-testid=job-story][data-job-id=job-watched]').waitFor();
});

journey('A step brings its event into view in a long table', {}, async ({ app, page }) => {
  await app.choose(log('a.json', [submission(0, 'job-old'), ...events(3000)]));
  await app.show('jobs');
  await app.openJob('job-old');
  await app.find('job-step').click();
  await app.detailOf('event-0');
  await app.event('event-0').waitFor();
  await app.settles();
  await app.event('event-0').locator('[data-field=event]').click({ trial: true });
  assert.equal(await page.locator('[role=row][aria-selected=true]').getAttribute('aria-rowindex'), '3002');
});

journey('A step whose event the filter hides opens it all the same, and says so', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.filter('event:GetObject');
  await app.show('jobs');
  await app.openJob('job-canceled');
  await app.find('job-step').last().click();
  const detail = await app.detailOf('event-55');
  await page.getByText('The filter hides this event in the table').waitFor();
  await detail.getByRole('button', { name: 'Clear filter' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['', 29]);
});

journey('The events view is filtered to a job', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.filter('event:PutObject');
  await app.show('jobs');
  const story = await app.openJob('job-watched');
  await story.getByRole('button', { name: 'Filter events to this job' }).click();
  await page.locator('[data-testid=view-events][aria-selected=true]').waitFor();
  await app.settles();
  assert.deepEqual(
    [await app.bar.inputValue(), await app.matched()],
    ['job:job-watched account:444455556666 region:eu-west-1', 3],
  );
  await app.show('jobs');
  assert.equal(await app.bar.inputValue(), '', 'the jobs keep their own text');
  await app.find('job-story').waitFor();
});

journey('A story is opened with Enter and closed with Escape', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.show('jobs');
  await app.bar.focus();
  await page.keyboard.press('Escape');
  await app.focusReaches(2);
  await page.keyboard.press('j');
  await app.focusReaches(3);
  await page.keyboard.press('Enter');
  await app.find('job-story').waitFor();
  assert.equal(await app.row(3).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Escape');
  await app.find('job-story').waitFor({ state: 'detached' });
  await app.focusReaches(3);
});

journey('Files without a job say so', {}, async ({ app, page }) => {
  await app.choose(log('a.json', events(3)));
  await app.show('jobs');
  assert.equal(await app.matched(), 0);
  await page.getByRole('heading', { name: 'No jobs in these files' }).waitFor();
  await page.getByRole('button', { name: 'Back to the events' }).click();
  await page.locator('[data-testid=view-events][aria-selected=true]').waitFor();
});

journey('Jobs appear in a view that is open while files come in', {}, async ({ app }) => {
  await app.choose(log('a.json', [submission(1, 'job-one')]));
  await app.show('jobs');
  await app.openJob('job-one');
  await app.choose(log('b.json', [submission(2, 'job-two'), cancel(3, 'job-one')]));
  assert.equal(await app.matched(), 2);
  assert.equal(await app.job('job-one').getAttribute('data-state'), 'canceled');
  await app.until(
    () => document.querySelector('[data-testid=job-story]').dataset.state === 'canceled',
    undefined,
    'the open story goes on',
  );
  assert.equal(await app.find('job-step').count(), 2);
});

const noted = (job, state, time) =>
  JSON.stringify({
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:us-east-1:111122223333:vod',
    Timestamp: `2024-03-01T${time}Z`,
    Message: JSON.stringify({ state, version: '2012-09-25', jobId: job, pipelineId: 'pipeline-1', outputs: [] }),
  });

journey('Notifications dropped beside the trail tell how a job went on', {}, async ({ app }) => {
  const notices = file(
    'notifications.jsonl',
    [noted('job-watched', 'PROGRESSING', '10:00:38'), noted('job-watched', 'COMPLETED', '10:00:58')].join('\n'),
  );
  await app.choose(trail, notices);
  await app.show('jobs');
  const row = app.job('job-watched');
  assert.deepEqual(
    await row.evaluate(({ dataset: { state, certainty, notifications } }) => [state, certainty, notifications]),
    ['complete', 'recorded', '2'],
  );
  assert.deepEqual(await row.locator('[data-field=waited], [data-field=ran]').allTextContents(), ['0:08', '0:20']);
  await app.filter('ran>=20s');
  assert.equal(await app.matched(), 1);
  await app.openJob('job-watched');
  assert.deepEqual(await app.find('job-step').evaluateAll((all) => all.map(({ dataset }) => dataset.role)), [
    'create',
    'read',
    'notice',
    'read',
    'notice',
  ]);
  assert.deepEqual(
    await app.find('job-step').evaluateAll((all) => all.map(({ localName }) => localName)),
    ['button', 'button', 'div', 'button', 'div'],
    'a notice leads nowhere',
  );
  await app.openFiles();
  assert.equal(
    await app
      .find('source')
      .and(app.page.locator('[data-name="notifications.jsonl"]'))
      .locator('.file-count')
      .textContent(),
    '2 notifications',
  );
});

journey('Each job has a timeline, and a drag over the chart zooms them', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.show('jobs');
  const strip = app.find('job-strip').first();
  assert.equal(await strip.getAttribute('data-parent'), 'pipeline-1');
  const bar = app.job('job-watched').locator('.timeline-bar').first();
  const before = (await bar.boundingBox()).width;
  const ends = await app
    .job(readOnly)
    .locator('.is-timeline, .timeline-fade')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
  assert.ok(ends[1] <= ends[0], 'what is last of all has room');
  const { x, y, width } = await app.find('job-strips').locator('.concurrency-body').boundingBox();
  await page.mouse.move(x + width * 0.9, y + 4);
  await page.mouse.down();
  await page.mouse.move(x + width - 2, y + 4, { steps: 3 });
  await page.mouse.up();
  await app.find('zoom-out').waitFor();
  await app.until(
    (width) => document.querySelector('[data-job-id=job-watched] .timeline-bar').getBoundingClientRect().width > width,
    before,
    'the lanes are zoomed',
  );
  await app.show('events');
  assert.ok((await app.find('range-crumb').count()) > 0, 'the events are narrowed to the same range');
  await app.show('jobs');
  await app.find('zoom-out').click();
  await app.find('zoom-out').waitFor({ state: 'detached' });
});

journey('The timelines are zoomed by keys alone', {}, async ({ app, page }) => {
  await app.choose(trail);
  await app.show('jobs');
  const slider = app.find('job-strips').getByRole('slider', { name: 'Time range of the timelines' });
  const told = () => slider.getAttribute('aria-valuetext');
  const width = async () => (await app.job('job-watched').locator('.timeline-bar').first().boundingBox()).width;
  const [whole, before] = [await told(), await width()];
  await slider.focus();
  await page.keyboard.press('End');
  for (let more = 0; more < 9; more += 1) await page.keyboard.press('ArrowLeft');
  for (let more = 0; more < 9; more += 1) await page.keyboard.press('Shift+ArrowRight');
  await app.find('zoom-in').waitFor();
  assert.notEqual(await told(), whole);
  assert.equal(await width(), before, 'nothing but a proposal yet');
  await page.keyboard.press('Escape');
  await app.find('zoom-in').waitFor({ state: 'detached' });
  assert.equal(await told(), whole);
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await app.find('zoom-out').waitFor();
  await app.settles();
  await app.show('events');
  assert.ok((await app.find('range-crumb').count()) > 0, 'the events are narrowed to the same range');
  await app.show('jobs');
  await slider.focus();
  await page.keyboard.press('Backspace');
  await app.find('zoom-out').waitFor({ state: 'detached' });
  assert.equal(await told(), whole);
});

journey('Pipelines and presets are shown where they are asked for', {}, async ({ app }) => {
  await app.choose(trail);
  await app.show('jobs');
  await app.filter('kind:pipeline');
  assert.deepEqual(
    await app.table
      .locator('[data-job-id]')
      .evaluateAll((rows) => rows.map(({ dataset }) => [dataset.jobId, dataset.kind])),
    [['pipeline-1', 'elastic-transcoder/pipeline']],
  );
});

journey('A dropped profile is used at once, and a broken one is refused with its line', {}, async ({ app }) => {
  const profile = (role) =>
    `name = "storage"\nlabel = "Storage"\nevent_sources = ["s3"]\n[[kind]]\nname = "object"\n[[kind.action]]\nevent = "GetObject"\nrole = "${role}"\nid = ["request.key"]\naccepted = "existed"\n`;
  await app.choose(
    log('a.json', [
      ...events(3),
      transcoding(9, 'GetObject', { key: 'film.mov' }, { eventSource: 's3.amazonaws.com' }),
    ]),
  );
  await app.show('jobs');
  assert.equal(await app.matched(), 0);
  await app.choose(file('storage.toml', profile('read')));
  await app.filter('kind:object job:film.mov');
  await app.until(
    () => document.querySelector('[data-testid=matched-count]').dataset.value === '1',
    undefined,
    'the object has a row',
  );
  await app.choose(file('broken.toml', profile('reads')));
  await app.openFiles();
  assert.match((await app.problemsOf('broken.toml')).join(), /line 8: unknown variant `reads`, expected one of/);
});

journey('Findings lead to their events, and a story to what goes with it', {}, async ({ app }) => {
  await app.choose(trail);
  await app.show('jobs');
  await app.find('job-shelf').getByRole('button', { name: 'With findings' }).click();
  await app.settles();
  assert.deepEqual([await app.bar.inputValue(), await app.matched()], ['finding:*', 1]);
  const story = await app.openJob('job-watched');
  assert.equal(await story.locator('[data-finding]').getAttribute('data-finding'), 'throttled');
  await story.getByRole('button', { name: 'Show the events' }).click();
  await app.settles();
  assert.deepEqual(
    [await app.bar.inputValue(), await app.ids()],
    ['job:job-watched account:444455556666 region:eu-west-1 ok:false', ['event-40']],
  );
});

const converted = (number, queue) =>
  transcoding(
    number,
    'CreateJob',
    { queue },
    {
      eventSource: 'mediaconvert.amazonaws.com',
      responseElements: { job: { id: `convert-${number}`, queue, status: 'SUBMITTED' } },
      readOnly: false,
    },
  );

journey('Pipelines stand beside the queues that took over', {}, async ({ app }) => {
  await app.choose(trail, log('b.json', [converted(90, 'Default'), converted(95, 'Default')]));
  await app.show('jobs');
  await app.find('job-shelf').getByRole('button', { name: 'Pipelines, queues, templates' }).click();
  await app.settles();
  assert.deepEqual(
    await app.table.locator('[data-job-id]').evaluateAll((rows) => rows.map(({ dataset }) => dataset.jobId).sort()),
    ['Default', 'pipeline-1'],
  );
  const strips = await app
    .find('job-strip')
    .evaluateAll((all) => all.map(({ dataset: { parent, most } }) => [parent, most]));
  assert.deepEqual(strips, [
    ['pipeline-1', '2'],
    ['Default', '2'],
  ]);
  await app.openJob('Default');
  await app.find('job-story').getByRole('button', { name: 'Show its jobs' }).click();
  await app.settles();
  assert.deepEqual(
    [await app.bar.inputValue(), await app.matched()],
    ['pipeline:Default kind:mediaconvert/job account:444455556666 region:eu-west-1', 2],
  );
});

journey('Beside an open story the rows stay on one line', {}, async ({ app }) => {
  await app.choose(trail);
  await app.show('jobs');
  await app.openJob('job-watched');
  const tops = await app
    .job('job-watched')
    .locator('[role=gridcell]')
    .evaluateAll((cells) => [...new Set(cells.filter((cell) => cell.offsetWidth > 0).map((cell) => cell.offsetTop))]);
  assert.deepEqual(tops.length, 1);
});
