// Finds out what of the program is not needed at first, and writes scripts/later-code.txt. Started by scripts/later-code.
//
// Each function of a build that has names is made to leave a mark when it is called. The page is then used as it is at first:
// opened, given files in several ways, and asked, sorted and scrolled. What has no mark afterwards is later.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { binaryOf, formsOf, plainName, textOf } from './program-text.mjs';
import { serve } from './server.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const { chromium } = createRequire(join(repository, 'tests/journeys/'))('playwright-core');

/** What is worth a line of the list, in letters of its text form; some fifteen of them become a byte. */
const leastText = 600;

/** What a load calls only as its data happen to be: no worker is to wait for a request in the middle of one. */
const mayBeCalled = /worker::(?:reader_worker|engine_worker|client|envelope)|trailglass_base::(?:ingest::target|reader|store::(?:builder|layout|transcode))\b/;

/** Names that the next build gives to something else. */
const isOfOneBuild = /^\d+$|\.\d+$|\[\d+\]$/;

const folders = process.argv.length > 2 ? process.argv.slice(2) : [join(repository, 'static/sample')];
/** The ways in which a page gets its first files. */
const waysIn = [
  ...folders.flatMap((folder) => [(page) => choose(page, folder), (page) => page.waitForTimeout(1500).then(() => choose(page, folder))]),
  (page) => page.getByRole('button', { name: 'Open the sample trail' }).click(),
  (page) => drop(page, folders[0]),
];

const site = mkdtempSync(join(tmpdir(), 'trailglass-later-'));
try {
  cpSync(join(repository, 'dist'), site, { recursive: true });
  const functions = leaveMarks();
  const marked = await use(functions.length);
  writeList(functions.map((form, at) => ({ ...form, isMarked: marked.has(at) || mayBeCalled.test(plainName(form.name)) })));
} finally {
  rmSync(site, { recursive: true, force: true });
}

/** Replaces the program by one whose functions leave marks: a byte each in a memory of its own. Returns the functions. */
function leaveMarks() {
  const one = (form) => join(site, readdirSync(site).find((name) => form.test(name)));
  const [binaryFile, scriptFile] = [one(/^app-.*_bg\.wasm$/), one(/^app-[0-9a-f]+\.js$/)];
  const [head, ...forms] = formsOf(textOf(readFileSync(binaryFile)));
  const functions = forms.filter(({ kind }) => kind === 'func');
  const numbers = new Map(functions.map(({ name }, at) => [name, at]));
  const texts = forms.flatMap(({ kind, name, text }) => {
    if (kind === 'memory') return [text, ' (memory $marks 1)', ' (export "marks" (memory $marks))'];
    if (kind !== 'func') return [text];
    const lines = text.split('\n');
    const begin = lines.findIndex((line, at) => at > 0 && !line.startsWith('  (local '));
    lines.splice(begin, 0, `  (i32.store8 $marks (i32.const ${numbers.get(name)}) (i32.const 1))`);
    return [lines.join('\n')];
  });
  writeFileSync(binaryFile, binaryOf([head.text, ...texts, ')'].join('\n')));
  const script = readFileSync(scriptFile, 'utf8');
  writeFileSync(scriptFile, script.replace(/^\s*wasm = instance\.exports;/m, '$& globalThis.program = wasm;'));
  return functions;
}

async function choose(page, folder) {
  const files = filesIn(folder);
  if (files.length === 0) throw new Error(`There is no gzip file of logs in ${folder}.`);
  await page.getByTestId('file-input').setInputFiles(files);
}

async function drop(page, folder) {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: filesIn(folder), dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
}

function filesIn(folder) {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.name.endsWith('.json.gz')).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Uses the page as it is used at first. Returns the numbers of the functions that were called. */
async function use(nFunctions) {
  const marked = new Set();
  const server = await serve({ folder: site, port: 0 });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const giveFiles of waysIn) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await useOnce(page, server.address, giveFiles);
      for (const realm of [page, ...page.workers()]) {
        const marks = await realm.evaluate((n) => [...new Uint8Array(globalThis.program.marks.buffer).subarray(0, n)], nFunctions);
        marks.forEach((mark, at) => mark && marked.add(at));
      }
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return marked;
}

async function useOnce(page, address, giveFiles) {
  const reaches = (state) => page.locator(`[data-testid=app][data-state=${state}]`).waitFor({ state: 'attached', timeout: 60_000 });
  await page.goto(address);
  await reaches('empty');
  await giveFiles(page);
  await reaches('ready');
  // Readers prepare texts when they rest.
  await page.waitForTimeout(4000);
  for (const text of ['eventName:CreateJob', 'service:s3 -error:*', 'error:* region:us-east-1', '"keynote"', 'requestParameters.pipelineId:1*', '']) {
    await page.getByTestId('query-input').fill(text);
    await page.getByTestId('query-input').press('Enter');
    await reaches('ready');
  }
  for (const field of ['event', 'actor', 'time']) {
    await page.locator(`[data-testid=event-table] [role=columnheader][data-field=${field}] button`).first().click();
    await reaches('ready');
  }
  for (const key of ['ArrowDown', 'PageDown', 'End', 'Home', 'Tab', '/', 'Escape']) await page.keyboard.press(key);
  await page.mouse.move(700, 160);
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 400);
  await page.evaluate(async () => {
    const table = document.querySelector('[data-testid=event-table]');
    for (let step = 0; step < 30; step += 1) {
      table.scrollTop = (table.scrollHeight * step) / 30;
      await new Promise(requestAnimationFrame);
    }
  });
  await reaches('ready');
}

/** Writes the shortest names under which there is nothing that was called. */
function writeList(functions) {
  const root = { inner: new Map(), text: 0, isMarked: false };
  for (const { name, text, isMarked } of functions) {
    let node = root;
    for (const part of partsOf(plainName(name))) {
      if (!node.inner.has(part)) node.inner.set(part, { inner: new Map(), text: 0, isMarked: false });
      node = node.inner.get(part);
      node.text += text.length;
      node.isMarked ||= isMarked;
    }
  }
  const names = [];
  const walk = (node, name) => {
    for (const [part, inner] of node.inner) {
      const whole = name === '' ? part : `${name}::${part}`;
      if (inner.isMarked) walk(inner, whole);
      else if (inner.text >= leastText && !isOfOneBuild.test(whole)) names.push(whole);
    }
  };
  walk(root, '');
  const head = ['# What of the program is not needed at first: see scripts/split-program.mjs. Written by scripts/later-code, from what was', '# called; what is not named here is there from the start.'];
  writeFileSync(join(repository, 'scripts/later-code.txt'), [...head, ...names.sort(), ''].join('\n'));
  const marked = functions.filter(({ isMarked }) => isMarked).length;
  console.log(`${marked} of ${functions.length} functions were called. ${names.length} names are in scripts/later-code.txt.`);
}

/** The parts of a path, of which each may have types with paths of their own. */
function partsOf(name) {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < name.length; at += 1) {
    if ('<{(['.includes(name[at])) depth += 1;
    if ('>})]'.includes(name[at]) && name[at - 1] !== '-') depth -= 1;
    if (depth === 0 && name.startsWith('::', at)) {
      parts.push('');
      at += 1;
    } else {
      parts[parts.length - 1] += name[at];
    }
  }
  return parts;
}
