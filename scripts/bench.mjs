// Measures the built page and the plain viewer in benches/plain on the same trail. Started by scripts/bench.
//
// All is found in the page as docs/automation.md says. What a person waits for ends with the frame after it was painted;
// the plain viewer paints nothing, so its times are those of its worker alone.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

import { event, memoryOfBrowser } from './bench-support.mjs';
import { serve } from './server.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    dist: { type: 'string', default: join(repository, 'dist') },
    untraced: { type: 'boolean', default: false },
  },
});
const patience = 900_000;

// --- The trail ------------------------------------------------------------------------------------

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Writes a trail of this many events, a thousand in a file. */
function writeTrail(folder, nEvents) {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < nEvents; at += 1000) {
    const events = Array.from({ length: Math.min(1000, nEvents - at) }, (_, more) => event(at + more));
    writeFileSync(
      join(folder, `111122223333_CloudTrail_us-east-1_20240301T0000Z_${at}.json.gz`),
      gzipSync(`{"Records":[${events.join(',')}]}`),
    );
  }
}

/**
 * What is asked: for each kind of query three values, taken from the trail, so that no answer comes from the one before.
 * `text` is what is typed for a value; `path` is the member of the request that has most texts in it.
 */
function questionsFor(files) {
  const sample = files.filter((_, at) => at % Math.ceil(files.length / 20) === 0);
  const records = sample.flatMap((file) => {
    const bytes = readFileSync(file);
    return JSON.parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes).Records;
  });
  const counted = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1]).map(([value]) => value);
  };
  const isWord = (value) => typeof value === 'string' && /^[\w./-]{4,60}$/.test(value);
  const members = records
    .flatMap(({ requestParameters }) => Object.entries(requestParameters ?? {}))
    .filter(([, value]) => isWord(value));
  const [region] = counted(records.map(({ awsRegion }) => awsRegion));
  const valuesOf = (name) => counted(members.filter((member) => member[0] === name).map((member) => member[1]));
  const path = counted(members.map(([name]) => name)).find((name) => valuesOf(name).length >= 3);
  const names = counted(records.map(({ eventName }) => eventName)).slice(0, 3);
  const failed = counted(
    records.filter(({ errorCode }) => errorCode !== undefined).map(({ eventName }) => eventName),
  ).slice(0, 3);
  return [
    {
      kind: 'name',
      title: '`eventName:`',
      values: names,
      text: (name) => `eventName:${name}`,
      plain: (name) => [name],
    },
    {
      kind: 'three',
      title: 'three fields',
      values: failed.length > 0 ? failed : names,
      text: (name) => `eventName:${name} errorCode:* awsRegion:${region}`,
      plain: (name) => [name, region],
    },
    {
      kind: 'path',
      title: `\`requestParameters.${path}:\``,
      values: valuesOf(path).slice(0, 3),
      text: (value) => `requestParameters.${path}:${value}`,
      plain: (value) => [path, value],
    },
    {
      kind: 'text',
      title: 'free text',
      values: counted(members.map(([, value]) => value)).slice(-3),
      text: (value) => `"${value}"`,
      plain: (value) => [value],
    },
  ];
}

// --- A run ----------------------------------------------------------------------------------------

async function inBrowser(address, run) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--js-flags=--max-old-space-size=8192',
    ],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(patience);
    await page.addInitScript(watchInPage);
    await page.goto(address);
    return await run(page, browser);
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything else: clocks that scripts outside of it can read. */
function watchInPage() {
  const clock = { handed: 0, firstRow: 0 };
  const app = () => document.querySelector('[data-testid=app]');
  document.addEventListener(
    'change',
    ({ target }) => {
      if (target.type === 'file') clock.handed = performance.now();
    },
    true,
  );
  new MutationObserver(() => {
    if (clock.handed > 0 && clock.firstRow === 0 && document.querySelector('[role=row][data-event-id]'))
      clock.firstRow = performance.now();
  }).observe(document, { subtree: true, childList: true });
  const afterFrame = (then) => requestAnimationFrame(() => setTimeout(then));
  window.bench = {
    clock,
    /** Resolves with the moment at which the page is ready and has been painted. */
    ready: () =>
      new Promise((done) => {
        const look = () => {
          if (app()?.dataset.state !== 'ready') return;
          seen.disconnect();
          done(performance.now());
        };
        const seen = new MutationObserver(look);
        seen.observe(document, { subtree: true, childList: true, attributeFilter: ['data-state'] });
      }),
    /** From the next event of this kind: milliseconds until the answer for it is painted, and until a first part of it was. */
    answered: (kind) =>
      new Promise((done) => {
        addEventListener(
          kind,
          () => {
            const began = performance.now();
            let first;
            const seen = new MutationObserver((changes) => {
              const isCount = ({ target, attributeName }) =>
                attributeName === 'data-value' && target.dataset.testid === 'matched-count';
              if (first === undefined && changes.some(isCount)) first = performance.now() - began;
              look();
            });
            const look = () => {
              if (app().dataset.state !== 'ready') return;
              seen.disconnect();
              afterFrame(() => done({ whole: performance.now() - began, first: first ?? performance.now() - began }));
            };
            seen.observe(document, { subtree: true, attributeFilter: ['data-state', 'data-value'] });
            setTimeout(look);
          },
          { capture: true, once: true },
        );
      }),
    /** Drags the view of the table from top to bottom in so many frames; counts frames with nothing in view but places. */
    scroll: async (nFrames) => {
      const grid = document.querySelector('[data-testid=event-table]');
      const frame = () => new Promise(requestAnimationFrame);
      const isBlank = () => {
        const { top, bottom } = grid.getBoundingClientRect();
        const inView = (row) => {
          const at = row.getBoundingClientRect();
          return at.bottom > top + 30 && at.top < bottom;
        };
        return ![...grid.querySelectorAll('[role=row][data-event-id]')].some(inView);
      };
      let nBlank = 0;
      let longest = 0;
      let last = performance.now();
      for (let at = 1; at <= nFrames; at += 1) {
        grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * at) / nFrames;
        await frame();
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
        if (isBlank()) nBlank += 1;
      }
      const stopped = performance.now();
      while (isBlank() || grid.getAttribute('aria-busy') !== 'false') await frame();
      return { nBlank, longest, settled: performance.now() - stopped };
    },
  };
}

const runPlain = (address, files, questions) =>
  inBrowser(address, async (page) => {
    await page.waitForFunction(() => window.viewer !== undefined);
    const before = memoryOfBrowser();
    await page.setInputFiles('#files', files);
    const loaded = await page.evaluate(() => window.viewer.load());
    const figures = { load: loaded.milliseconds, memory: memoryOfBrowser() - before };
    const counts = { loaded: loaded.count };
    for (const { kind, values, plain } of questions) {
      const answers = [];
      for (const value of values)
        answers.push(await page.evaluate(([kind, value]) => window.viewer.query(kind, value), [kind, plain(value)]));
      figures[kind] = median(answers.map((answer) => answer.milliseconds));
      counts[kind] = answers.map((answer) => answer.count);
    }
    return { figures, counts };
  });

/** All tasks of the page's main thread from here to `stop`, in milliseconds; also the short ones. */
async function traceTasks(browser, page) {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel', '__metadata'],
  });
  return async () => {
    const { traceEvents } = JSON.parse(await browser.stopTracing());
    const mains = new Set(
      traceEvents
        .filter((it) => it.name === 'thread_name' && it.args.name === 'CrRendererMain')
        .map((it) => `${it.pid} ${it.tid}`),
    );
    const tasks = traceEvents.filter((it) => /RunTask$/.test(it.name) && mains.has(`${it.pid} ${it.tid}`));
    return Math.max(...tasks.map((task) => (task.dur ?? 0) / 1000));
  };
}

const runTrailglass = (address, files, questions) =>
  inBrowser(address, async (page) => {
    await page.locator('[data-testid=app][data-state=empty]').waitFor({ state: 'attached' });
    const number = async (name) => Number(await page.getByTestId(name).getAttribute('data-value'));
    const before = memoryOfBrowser();
    await page.evaluate(() => void (window.bench.loaded = window.bench.ready()));
    await page.getByTestId('file-input').setInputFiles(files);
    const readyAt = await page.evaluate(() => window.bench.loaded);
    const { handed, firstRow } = await page.evaluate(() => window.bench.clock);
    const figures = { load: readyAt - handed, firstRows: firstRow - handed, memory: memoryOfBrowser() - before };
    const counts = { loaded: await number('loaded-count') };
    for (const { kind, values, text } of questions) {
      const [whole, first] = [[], []];
      counts[kind] = [];
      for (const value of values) {
        const answer = await commit(page, text(value));
        whole.push(answer.whole);
        first.push(answer.first);
        counts[kind].push(await number('matched-count'));
      }
      figures[kind] = median(whole);
      figures[`${kind}First`] = median(first);
    }
    await commit(page, '');
    const sorts = [];
    for (const field of await page
      .locator('[data-testid=event-table] [role=columnheader]')
      .evaluateAll((headers) => headers.map((header) => header.dataset.field))) {
      await page.evaluate(() => void (window.bench.sorted = window.bench.answered('click')));
      await page.locator(`[role=columnheader][data-field=${field}] button`).first().click();
      sorts.push((await page.evaluate(() => window.bench.sorted)).whole);
    }
    figures.sort = median(sorts);
    figures.sortWorst = Math.max(...sorts);
    Object.assign(figures, await page.evaluate(() => window.bench.scroll(120)));
    return { figures, counts };
  });

/** The longest tasks, in a run of its own: tracing costs time. */
const runTraced = (address, files, questions) =>
  inBrowser(address, async (page, browser) => {
    await page.locator('[data-testid=app][data-state=empty]').waitFor({ state: 'attached' });
    const figures = {};
    let stop = await traceTasks(browser, page);
    await page.evaluate(() => void (window.bench.loaded = window.bench.ready()));
    await page.getByTestId('file-input').setInputFiles(files);
    await page.evaluate(() => window.bench.loaded);
    figures.taskLoading = await stop();
    stop = await traceTasks(browser, page);
    for (const { values, text } of questions) await commit(page, text(values[0]));
    await commit(page, '');
    figures.taskFiltering = await stop();
    stop = await traceTasks(browser, page);
    await page.evaluate(() => window.bench.scroll(120));
    figures.taskScrolling = await stop();
    return figures;
  });

async function commit(page, text) {
  const bar = page.getByTestId('query-input');
  await bar.fill(text);
  await page.evaluate(() => void (window.bench.done = window.bench.answered('keydown')));
  await bar.press('Enter');
  return page.evaluate(() => window.bench.done);
}

// --- The table ------------------------------------------------------------------------------------

function median(values) {
  return [...values].sort((one, other) => one - other)[values.length >> 1];
}

function packedSize(folder, form) {
  const parts = readdirSync(folder).filter((name) => form.test(name));
  return parts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
}

function printTable(plain, app, tasks, questions) {
  const rowsOf = [
    ['load', 'load', 'ms'],
    ['memory above an empty page', 'memory', 'MB'],
    ...questions.map(({ title, kind }) => [`query: ${title}`, kind, 'ms']),
    ...questions.map(({ title, kind }) => [`first part of it: ${title}`, `${kind}First`, 'ms']).slice(2),
    ['first rows on screen', 'firstRows', 'ms'],
    ['sort by a column, median', 'sort', 'ms'],
    ['sort by a column, the slowest', 'sortWorst', 'ms'],
    ['frames without a row, of 120 from top to bottom', 'nBlank', ''],
    ['rows there after the last frame', 'settled', 'ms'],
  ];
  const show = (value, unit) =>
    value === undefined ? '' : `${Math.round(unit === 'MB' ? value / 1e6 : value).toLocaleString('en')} ${unit}`.trim();
  console.log('| | plain JavaScript | Trailglass | ratio |\n|---|---|---|---|');
  for (const [title, name, unit] of rowsOf) {
    const of = (runs) =>
      runs.length > 0 && runs[0].figures[name] !== undefined ? median(runs.map((run) => run.figures[name])) : undefined;
    const [theirs, ours] = [of(plain), of(app)];
    const ratio = theirs !== undefined && ours !== undefined ? (theirs / ours).toFixed(2) : '';
    console.log(`| ${title} | ${show(theirs, unit)} | ${show(ours, unit)} | ${ratio} |`);
  }
  for (const [title, name] of [
    ['loading', 'taskLoading'],
    ['filtering', 'taskFiltering'],
    ['scrolling', 'taskScrolling'],
  ]) {
    if (tasks !== undefined)
      console.log(`| longest task of the page while ${title} | | ${show(tasks[name], 'ms')} | |`);
  }
  const program = packedSize(resolve(options.dist), /^app-.*(?:\.js|_bg\.wasm)$/);
  console.log(`| the program, gzipped | | ${program.toLocaleString('en')} bytes | |`);
}

const folder =
  positionals[0] === undefined
    ? mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'trailglass-bench-'))
    : resolve(positionals[0]);
const servers = [];
try {
  if (positionals[0] === undefined) writeTrail(folder, Number(process.env.EVENTS ?? 100_000));
  const files = filesBelow(folder);
  const questions = questionsFor(files);
  const [ofPlain, ofApp] = [
    await serve({ folder: join(repository, 'benches/plain'), port: 0 }),
    await serve({ folder: resolve(options.dist), port: 0 }),
  ];
  servers.push(ofPlain, ofApp);
  const [plain, app] = [[], []];
  for (let run = 0; run < Number(options.runs); run += 1) {
    if (options.only !== 'trailglass') plain.push(await runPlain(ofPlain.address, files, questions));
    if (options.only !== 'plain') app.push(await runTrailglass(ofApp.address, files, questions));
    console.error(JSON.stringify({ run: run + 1, plain: plain.at(-1)?.figures, trailglass: app.at(-1)?.figures }));
    const [theirs, ours] = [plain.at(-1)?.counts, app.at(-1)?.counts].map((counts) => JSON.stringify(counts));
    if (theirs !== undefined && ours !== undefined && theirs !== ours)
      throw new Error(`The two answer differently: ${theirs} and ${ours}.`);
  }
  const tasks =
    options.only === 'plain' || options.untraced ? undefined : await runTraced(ofApp.address, files, questions);
  const nEvents = (app[0] ?? plain[0]).counts.loaded;
  console.log(
    `${nEvents.toLocaleString('en')} events in ${files.length.toLocaleString('en')} files, ${Number(options.runs) === 1 ? 'one run' : `median of ${options.runs}`}\n`,
  );
  printTable(plain, app, tasks, questions);
} finally {
  for (const server of servers) await server.close();
  if (positionals[0] === undefined) rmSync(folder, { recursive: true, force: true });
}
