// What the journeys share: a browser and a served page for each file of journeys, the page as a person meets it, and
// logs to give to it.
//
//   journey('A filter keeps what matches', {}, async ({ app }) => {
//     await app.choose(log('a.json', [event(1), event(2)]));
//     await app.filter('target:"media-in/clip 2.mov"');
//     assert.equal(await app.matched(), 1);
//   });
//
// A journey never waits for time to pass; it waits for a state that docs/automation.md promises. Whatever the page says
// on its console as an error fails the journey.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

import { serve } from '../../scripts/server.mjs';

export * from './logs.mjs';

const patience = 12_000;

let browser;
let served;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A name of this machine that is no loopback address, so that a page of it came over plain http.
      '--host-resolver-rules=MAP trailglass.test 127.0.0.1',
    ],
  });
  served = await serve({ folder: 'dist', port: 0 });
});

after(async () => {
  await browser?.close();
  await served?.close();
});

/**
 * A journey in a browser profile of its own. `body` gets `{ app, page, context }`; the page is open and shows its first
 * screen. `served` names another server than the file's own, `context` the options of the profile, such as a viewport;
 * `skip` leaves the journey out.
 */
export function journey(name, { served: other, context: options, skip } = {}, body) {
  test(name, { skip }, async () => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(patience);
      const complaints = heardFrom(page);
      const app = new App(page, complaints);
      await app.open((other ?? served).address);
      await body({ app, page, context });
      assert.deepEqual(complaints, [], 'the page complained on its console');
    } finally {
      await context.close();
    }
  });
}

/**
 * Errors of the page and its workers, but for the two that the engine provokes to see whether the policy holds, and for
 * what the browser says when it looks for a service worker, whenever that is, while a journey has cut the network.
 */
function heardFrom(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`${error}`));
  page.on('console', (message) => {
    const { url } = message.location();
    const isProvoked =
      /unsafe-eval/.test(message.text()) ||
      /data:,Trailglass/.test(message.text()) ||
      url.startsWith('data:,Trailglass');
    const isOfUpdate =
      message.text() === 'An unknown error occurred when fetching the script.' ||
      (/ERR_INTERNET_DISCONNECTED/.test(message.text()) && url.endsWith('/service-worker.js'));
    if (message.type() === 'error' && !isProvoked && !isOfUpdate) complaints.push(`${message.text()} (${url})`);
  });
  return complaints;
}

/** The page, by the names of docs/automation.md. */
export class App {
  constructor(page, complaints) {
    this.page = page;
    this.complaints = complaints;
  }

  async open(address) {
    await this.page.goto(address);
    await this.reaches('empty');
  }

  find(name) {
    return this.page.getByTestId(name);
  }

  // --- States ---

  async state() {
    return this.find('app').getAttribute('data-state');
  }

  async reaches(state, timeout = patience) {
    try {
      await this.page.locator(`[data-testid=app][data-state=${state}]`).waitFor({ state: 'attached', timeout });
    } catch (error) {
      const app = this.find('app');
      const is = (await app.count()) > 0 ? await this.state() : 'not there';
      const said = this.complaints.length > 0 ? `; it said ${this.complaints.join(', ')}` : '';
      assert.fail(`data-state did not become ${state}, it is ${is}${said} (${error.message.split('\n')[0]})`);
    }
  }

  /** The answer is on screen, and the rows in view are. */
  async settles(timeout = patience) {
    await this.reaches('ready', timeout);
    await this.table.and(this.page.locator('[aria-busy=false]')).waitFor({ state: 'attached' });
  }

  /** Waits until a function in the page gives something true. */
  async until(condition, argument, what = String(condition)) {
    try {
      return await this.page.waitForFunction(condition, argument);
    } catch (error) {
      assert.fail(`it did not come to this: ${what} (${error.message.split('\n')[0]})`);
    }
  }

  /**
   * Notes every data-state from now on. Gives a function that tells them in order, the present one first, and without
   * `querying`, which may or may not show between two others.
   */
  async states() {
    const seen = await this.page.evaluateHandle(() => {
      const app = document.querySelector('[data-testid=app]');
      const seen = [app.dataset.state];
      const note = (state) => state !== seen.at(-1) && state !== 'querying' && seen.push(state);
      const observer = new MutationObserver((changes) => {
        // Of several changes in one task, each tells what was before it.
        for (const change of changes) note(change.oldValue);
        note(app.dataset.state);
      });
      observer.observe(app, { attributeFilter: ['data-state'], attributeOldValue: true });
      return seen;
    });
    return () => seen.jsonValue();
  }

  // --- Giving files ---

  async choose(...files) {
    await this.find('file-input').setInputFiles(files);
    await this.settles();
  }

  /** Drops files as a script can: without the file system behind them. */
  async drop(...files) {
    await this.dropUnawaited(...files);
    await this.settles();
  }

  async dropUnawaited(...files) {
    const given = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }));
    return this.page.evaluate((given) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      const tell = (kind) =>
        document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      tell('dragenter');
      tell('dragover');
      tell('drop');
      return document.querySelector('[data-testid=app]').dataset.state;
    }, given);
  }

  /** Drops files and folders of this machine as a person does. */
  async dropPaths(...files) {
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
    }
    await devtools.detach();
  }

  async openSample() {
    await this.page.getByRole('button', { name: 'Open the sample trail' }).click();
    await this.settles();
  }

  // --- Numbers ---

  async number(name, attribute = 'data-value') {
    const text = await this.find(name).getAttribute(attribute);
    assert.match(text ?? 'absent', /^\d+$/, `${attribute} of ${name} is a plain integer`);
    return Number(text);
  }

  async matched() {
    return this.number('matched-count');
  }

  async loaded() {
    return this.number('loaded-count');
  }

  /** The sums of the list of files. */
  async sums() {
    const names = ['sources', 'ok', 'warning', 'failed', 'records', 'events', 'duplicates', 'refused'];
    const sums = {};
    for (const name of names) sums[name] = await this.number('source-list', `data-${name}`);
    assert.equal(sums.records, sums.events + sums.duplicates + sums.refused, 'every record is accounted for');
    assert.equal(sums.sources, sums.ok + sums.warning + sums.failed, 'every source is accounted for');
    return sums;
  }

  // --- Files ---

  async openFiles() {
    await this.find('files-button').click();
    await this.find('source-list').waitFor();
  }

  source(name) {
    return this.page.locator(`[data-testid=source][data-name=${JSON.stringify(name)}]`);
  }

  /** What a row of the list of files carries; only while the list is open. */
  async sourceFacts(name) {
    return this.source(name).evaluate(({ dataset }) => ({
      status: dataset.status,
      kind: dataset.kind,
      records: Number(dataset.records),
      events: Number(dataset.events),
      duplicates: Number(dataset.duplicates),
      refused: Number(dataset.refused),
      problems: Number(dataset.problems),
    }));
  }

  /** Opens the report of a source and gives the words of its problems. */
  async problemsOf(name) {
    const button = this.source(name).getByRole('button').first();
    await button.click();
    const problems = await this.find('problem').allTextContents();
    await button.click();
    return problems;
  }

  // --- The filter ---

  get bar() {
    return this.find('query-input');
  }

  async filter(text) {
    await this.bar.fill(text);
    await this.bar.press('Enter');
    await this.settles();
    assert.equal(await this.find('app').getAttribute('data-query'), text, 'the answer is for what was typed');
  }

  // --- Views and tables ---

  async show(view) {
    await this.find(`view-${view}`).click();
    await this.page.locator(`[data-testid=view-${view}][aria-selected=true]`).waitFor();
    await this.settles();
  }

  /** The table of the view on screen. */
  get table() {
    return this.page.getByRole('grid');
  }

  row(index) {
    return this.table.locator(`[role=row][aria-rowindex="${index}"]`);
  }

  event(id) {
    return this.table.locator(`[role=row][data-event-id=${JSON.stringify(id)}]`);
  }

  job(id) {
    return this.table.locator(`[role=row][data-job-id=${JSON.stringify(id)}]`);
  }

  /** The values of a column from the top, of the rows that are drawn. */
  async column(field) {
    return this.table
      .locator(`[role=gridcell][data-field=${field}]`)
      .evaluateAll((cells) => cells.map((cell) => cell.querySelector('time')?.dateTime ?? cell.textContent.trim()));
  }

  async ids() {
    return this.table
      .locator('[role=row][data-event-id]')
      .evaluateAll((rows) => rows.map((row) => row.dataset.eventId));
  }

  /** Where the focus is: the row's index and the column's field; the row is 1 in the header. */
  async focus() {
    return this.page.evaluate(() => {
      const { activeElement } = document;
      const row = activeElement.closest('[role=row]');
      const cell = activeElement.closest('[data-field]');
      return row && { row: Number(row.getAttribute('aria-rowindex')), field: cell?.dataset.field };
    });
  }

  /** Waits until the focus is in a row. */
  async focusReaches(row) {
    await this.until(
      (row) => document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex') === String(row),
      row,
      `the focus is in row ${row}`,
    );
  }

  // --- Panes ---

  /** Clicks a row at its start, where no tool of a cell is. */
  async press(row) {
    await row.click({ position: { x: 6, y: 10 } });
  }

  async openEvent(id) {
    await this.press(this.event(id));
    return this.detailOf(id);
  }

  /** Waits until the detail is that of an event. */
  async detailOf(id) {
    const detail = this.page.locator(
      `[data-testid=event-detail][data-event-id=${JSON.stringify(id)}][aria-busy=false]`,
    );
    await detail.waitFor();
    return detail;
  }

  async rawText() {
    await this.find('detail-raw').click();
    await this.page.locator('[data-testid=detail-raw][aria-selected=true]').waitFor();
    return this.find('event-json').evaluate((element) => element.textContent);
  }

  async openJob(id) {
    await this.press(this.job(id));
    const story = this.page.locator(`[data-testid=job-story][data-job-id=${JSON.stringify(id)}][aria-busy=false]`);
    await story.waitFor();
    return story;
  }
}

// --- Published logs --------------------------------------------------------------------------------------------------

/** Published logs, which the project does not hold because of their licences; undefined where there are none. */
export function corpusFolder(name) {
  const folder = path.resolve(process.env.TRAIL_CORPUS ?? '../shared/corpus', name);
  if (existsSync(folder)) return folder;
  console.log(`Not run, for there is no ${folder}. TRAIL_CORPUS names the folder of published logs.`);
  return undefined;
}
