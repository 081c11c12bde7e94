// Measures how the built page reads big files and many files. Started by scripts/bench-sources.
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { event, memoryOfBrowser } from './bench-support.mjs';
import { serve } from './server.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const { chromium } = createRequire(join(repository, 'tests/journeys/'))('playwright-core');
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
    writeFileSync(join(below, `111122223333_CloudTrail_us-east-1_20240301T0000Z_${at}.json.gz`), gzipSync(`{"Records":[${events.join(',')}]}`));
  }
  return number;
}

async function measure(name, path, nEvents, input) {
  const server = await serve({ folder: join(repository, 'dist'), port: 0 });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage();
    await page.goto(server.address);
    await page.locator('[data-testid=app][data-state=empty]').waitFor({ state: 'attached' });
    await page.evaluate(() => {
      // The browser tells of tasks from 50 ms on.
      window.longestTask = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
      }).observe({ type: 'longtask' });
    });
    const before = memoryOfBrowser();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, memoryOfBrowser())), 1000);
    const began = Date.now();
    await page.getByTestId(input).setInputFiles(path);
    await page.locator('[data-testid=app][data-state=ready]').waitFor({ state: 'attached', timeout: 600_000 });
    const seconds = (Date.now() - began) / 1000;
    clearInterval(watch);
    const held = memoryOfBrowser();
    const list = page.getByTestId('source-list');
    const [events, failed] = await Promise.all(['data-events', 'data-failed'].map(async (key) => Number(await list.getAttribute(key))));
    const task = Math.round(await page.evaluate(() => window.longestTask));
    const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
    console.log(`${name}: ${seconds.toFixed(1)} s, ${events} of ${nEvents} events, ${failed} files failed, longest task of the page ${task ? `${task} ms` : 'under 50 ms'}, memory ${mb(before)} before, ${mb(peak)} at most, ${mb(held)} at the end`);
  } finally {
    await browser.close();
    await server.close();
  }
}

const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'trailglass-bench-'));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['plain', 'lines', 'gzip', 'folder'];
try {
  for (const what of wanted) {
    const path = join(folder, { gzip: 'big.json.gz', folder: 'many' }[what] ?? 'big.json');
    if (what === 'folder') mkdirSync(path);
    const nEvents = what === 'folder' ? writeMany(path) : writeBig(path, what);
    await measure(what, path, nEvents, what === 'folder' ? 'folder-input' : 'file-input');
    rmSync(path, { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
