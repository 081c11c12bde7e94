// Measures the first visit of the built page, in a browser that has seen nothing yet, on a good line and on a slow one:
//
//   . scripts/environment && node scripts/first-visit.mjs [TIMES]      5 visits of each kind unless given
//
// Prints a row for each kind, the medians of all visits, as a table in Markdown. Interactive is when the page takes files and its
// workers are ready to read them: every worker has said so. Sizes are those of all files that the page and its workers
// asked for until then. The server sends them compressed with gzip, as a host does. The processor is slowed down for the page alone and
// not for its workers, which the browser has no way for.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

import { serve } from './server.mjs';

const times = Number(process.argv[2] ?? 5);

// Fast 4G as the developer tools of Chrome have it: 9 Mbit/s down, 1.5 up, 165 ms there and back.
const fast4g = {
  offline: false,
  latency: 165,
  downloadThroughput: (9e6 / 8) * 0.9,
  uploadThroughput: (1.5e6 / 8) * 0.9,
};
const kinds = [
  { name: 'this machine, no network between' },
  { name: 'processor 4 times as slow, Fast 4G', slow: { cpu: 4, network: fast4g } },
];

/** Notes in the page when all workers that it started have spoken for the first time. */
function watchWorkers() {
  const Plain = globalThis.Worker;
  let silent = 0;
  globalThis.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      silent += 1;
      this.addEventListener('message', () => (silent -= 1) === 0 && (globalThis.workersReady = performance.now()), {
        once: true,
      });
    }
  };
}

async function visit(browser, address, slow) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchWorkers);
  const asked = new Set();
  page.on('request', (request) => request.url().startsWith(address) && asked.add(new URL(request.url()).pathname));
  if (slow) {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', slow.network);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu });
  }
  await page.goto(address);
  await page.locator('[data-testid=app][data-state=empty]').waitFor({ state: 'attached' });
  const shown = await page.evaluate(() => performance.now());
  await page.waitForFunction(() => globalThis.workersReady);
  const measured = await page.evaluate(() => {
    const paint = (name) => performance.getEntriesByName(name)[0]?.startTime;
    return {
      firstPaint: paint('first-paint'),
      firstContent: paint('first-contentful-paint'),
      workers: globalThis.workersReady,
    };
  });
  await context.close();
  return { ...measured, interactive: Math.max(shown, measured.workers), asked };
}

function median(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

const served = await serve({ folder: 'dist', port: 0, compress: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu'],
});
const asked = new Set();
console.log(`| first visit, median of ${times} | first paint | first content | interactive |\n|---|---|---|---|`);
for (const { name, slow } of kinds) {
  const visits = [];
  for (let at = 0; at < times; at += 1) visits.push(await visit(browser, served.address, slow));
  for (const name of visits.flatMap((one) => [...one.asked])) asked.add(name);
  const cells = ['firstPaint', 'firstContent', 'interactive'].map(
    (key) => `${Math.round(median(visits.map((one) => one[key])))} ms`,
  );
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
await browser.close();
await served.close();

const files = [...asked].map((name) => path.join('dist', name.endsWith('/') ? 'index.html' : path.basename(name)));
const sizes = files
  .map((file) => readFileSync(file))
  .map((bytes) => [bytes.length, gzipSync(bytes, { level: 9 }).length]);
const [plain, gzipped] = [0, 1].map((at) => sizes.reduce((sum, size) => sum + size[at], 0));
console.log(`\n${files.length} files, ${Math.round(plain / 1000)} KB, ${Math.round(gzipped / 1000)} KB gzipped.`);
