// Measures how the built page reads big files and many files. Started by scripts/bench-sources.
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

import { event, memoryOfBrowser } from './bench-support.mjs';
import { serve } from './server.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const gigabytes = Number(process.env.GIGABYTES ?? 3);
const nFiles = Number(process.env.FILES ?? 50_000);

/** One file, with a single Records list or a line an event; gzip as many members behind each other, as copying joins them. */
function writeBig(path, what) {
  const pack = what === 'gzip' ? (bytes) => gzipSync(bytes, { level: 1 }) : (bytes) => bytes;
  const [open, comma, close] = what === 'lines' ? ['', '\n', '\n'] : ['{"Records":[', ',', ']}'];
  const file = openSync(path, 'w');
  let [number, written] = [0, 0];
  const put = (text) => {
    written += text.length;
    writeSync(file, pack(Buffer.from(text)));
  };
  put(open);
  while (written < gigabytes * 1e9) {
    const events = Array.from({ length: 20_000 }, () => event(number++));
    put((number > 20_000 ? comma : '') + events.join(comma));
  }
  put(close);
  closeSync(file);
  return number;
}

function writeMany(folder) {
  let number = 0;
  for (let at = 0; at < nFiles; at += 1) {
    const below = join(folder, 'AWSLogs/111122223333/CloudTrail/us-east-1', String(at % 100).padStart(2, '0'));
    if (at < 100) mkdirSync(below, { recursive: true });
    const events = [event(number++), event(number++)];
    writeFileSync(
      join(below, `111122223333_CloudTrail_us-east-1_20240301T0000Z_${at}.json.gz`),
      gzipSync(`{"Records":[${events.join(',')}]}`),
    );
  }
  return number;
}

/** Hands files over as a person would who drops them. */
async function drop(page, path) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
}

async function measure(name, path, nEvents, handOver) {
  const server = await serve({ folder: join(repository, 'dist'), port: 0 });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.address);
    await page.locator('[data-testid=app][data-state=empty]').waitFor({ state: 'attached' });
    await page.evaluate(() => {
      // The browser tells of tasks from 50 ms on. What it does before the page hears of files is not the page's.
      window.tasks = [];
      window.given = 0;
      for (const type of ['drop', 'change'])
        document.addEventListener(type, ({ timeStamp }) => (window.given = timeStamp), true);
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) window.tasks.push([startTime, duration]);
      }).observe({ type: 'longtask' });
    });
    const before = memoryOfBrowser();
    const points = [];
    const began = Date.now();
    const given = handOver(page, path);
    const watch = setInterval(async () => {
      const memory = memoryOfBrowser();
      const read = await page
        .evaluate(
          () =>
            Number(document.querySelector('[data-testid=source-list]')?.dataset.events ?? 0) ||
            Number(document.querySelector('[data-testid=loaded-count]')?.dataset.value ?? 0),
        )
        .catch(() => 0);
      points.push([read, memory - before]);
    }, 1000);
    await given;
    await page.locator('[data-testid=app][data-state=ready]').waitFor({ state: 'attached', timeout: 600_000 });
    const ended = Date.now();
    clearInterval(watch);
    const held = memoryOfBrowser() - before;
    const list = page.getByTestId('source-list');
    const [events, failed] = await Promise.all(
      ['data-events', 'data-failed'].map(async (key) => Number(await list.getAttribute(key))),
    );
    const { tasks, since } = await page.evaluate(() => {
      const own = window.tasks.filter(
        ([start, duration]) => start + duration > window.given && start >= window.given - 1,
      );
      return { tasks: own.map(([, duration]) => Math.round(duration)), since: performance.timeOrigin + window.given };
    });
    const mb = (bytes) => Math.round(bytes / 1e6);
    const most = Math.max(held, ...points.map(([, memory]) => memory));
    console.log(
      `${name}: ${((ended - since) / 1000).toFixed(1)} s from the hand-over (${((ended - began) / 1000).toFixed(1)} s with it), ${events} of ${nEvents} events, ${failed} files failed`,
    );
    console.log(
      `  tasks of the page over 50 ms: ${tasks.length ? `${tasks.length}, the longest ${Math.max(...tasks)} ms` : 'none'}`,
    );
    console.log(`  memory beyond an empty page: ${mb(most)} MB at most, ${mb(held)} MB at the end`);
    const step = Math.ceil(points.length / 10);
    console.log(
      `  on the way, events read and MB: ${points
        .filter((_, at) => at % step === step - 1)
        .map(([read, memory]) => `${read} ${mb(memory)}`)
        .join(', ')}`,
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

const choose = (input) => (page, path) => page.getByTestId(input).setInputFiles(path);
const ways = {
  plain: choose('file-input'),
  lines: choose('file-input'),
  gzip: choose('file-input'),
  folder: drop,
  chosen: choose('folder-input'),
};
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'trailglass-bench-'));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ways);
try {
  for (const what of wanted) {
    const areMany = what === 'folder' || what === 'chosen';
    const path = join(folder, areMany ? 'many' : what === 'gzip' ? 'big.json.gz' : 'big.json');
    if (areMany) mkdirSync(path);
    const nEvents = areMany ? writeMany(path) : writeBig(path, what);
    await measure(what, path, nEvents, ways[what]);
    rmSync(path, { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
