// The page over WebDriver, by the names of docs/automation.md.
import assert from 'node:assert/strict';

import { keys } from './webdriver.mjs';

/** The selector of a data-testid, with what else it carries. */
export const named = (name, rest = '') => `[data-testid="${name}"]${rest}`;

export class App {
  constructor(browser) {
    this.browser = browser;
  }

  async open(address) {
    await this.browser.go(address);
    await this.reaches('empty');
    await this.browser.evaluate(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
      );
    });
  }

  /** What the policy refused since the page was opened. */
  async violations() {
    return this.browser.evaluate(() => window.violations);
  }

  async reaches(state) {
    await this.browser.until((state) => document.querySelector('[data-testid=app]')?.dataset.state === state, state);
  }

  /** The answer is on screen, and the rows in view are. */
  async settles() {
    await this.reaches('ready');
    await this.shows('[role=grid][aria-busy=false]');
  }

  async shows(selector) {
    await this.browser.until((selector) => document.querySelector(selector) !== null, selector);
  }

  async says(words) {
    await this.browser.until((words) => document.body.innerText.includes(words), words);
  }

  // --- Giving files ---

  async choose(...paths) {
    await this.browser.type(named('file-input'), paths.join('\n'));
    await this.settles();
  }

  async drop({ name, buffer }) {
    await this.browser.evaluate(
      (name, base64) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }
      },
      name,
      buffer.toString('base64'),
    );
    await this.settles();
  }

  // --- Reading ---

  async number(name) {
    const text = await this.browser.evaluate(
      (selector) => document.querySelector(selector)?.dataset.value,
      named(name),
    );
    assert.match(`${text}`, /^\d+$/, `${name} is a plain integer`);
    return Number(text);
  }

  async textOf(selector) {
    return this.browser.evaluate((selector) => document.querySelector(selector)?.textContent, selector);
  }

  /** The ids of the rows that are drawn, from the top. */
  async ids() {
    return this.browser.evaluate(() =>
      [...document.querySelectorAll('[role=row][data-event-id]')].map((row) => row.dataset.eventId),
    );
  }

  // --- Acting ---

  async barHolds() {
    return this.browser.evaluate((selector) => document.querySelector(selector).value, named('query-input'));
  }

  /** Types over what the bar holds. */
  async inBar(text) {
    await this.browser.click(named('query-input'));
    await this.browser.type(named('query-input'), `${keys.control}a`);
    await this.browser.type(named('query-input'), text);
  }

  async filter(text) {
    await this.inBar(`${text}${keys.enter}`);
    await this.browser.until((text) => document.querySelector('[data-testid=app]').dataset.query === text, text);
    await this.settles();
  }

  /** What is on the clipboard, pasted into the filter bar as a person does, which asks for no permission. */
  async pasted() {
    const before = await this.barHolds();
    await this.inBar(`${keys.control}v`);
    await this.browser.until(
      (selector, before) => document.querySelector(selector).value !== before,
      named('query-input'),
      before,
    );
    return this.barHolds();
  }

  async show(view) {
    await this.browser.click(named(`view-${view}`));
    await this.shows(named(`view-${view}`, '[aria-selected=true]'));
    await this.settles();
  }

  /** Presses a row at its start, where no tool of a cell is. */
  async pressRow(selector) {
    await this.shows(selector);
    const { x, y } = await this.browser.evaluate(
      (selector) => document.querySelector(selector).getBoundingClientRect().toJSON(),
      selector,
    );
    await this.browser.press(x + 6, y + 10);
  }
}
