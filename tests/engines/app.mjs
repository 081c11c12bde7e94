// The page over WebDriver, by the names of docs/automation.md.
import assert from 'node:assert/strict';

import { By, Key } from 'selenium-webdriver';

/** How long the page may take to come to a state, and how often it is looked at, in milliseconds. */
const timeout = 20_000;
const pollInterval = 20;

/** The selector of a data-testid, with what else it carries. */
export const named = (name, rest = '') => `[data-testid="${name}"]${rest}`;

export class App {
  constructor(driver) {
    this.driver = driver;
  }

  async open(address) {
    await this.driver.get(address);
    await this.reaches('empty');
    await this.driver.executeScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
      );
    });
  }

  /** What the policy refused since the page was opened. */
  async violations() {
    return this.driver.executeScript(() => window.violations);
  }

  async reaches(state) {
    await this.until((state) => document.querySelector('[data-testid=app]')?.dataset.state === state, state);
  }

  /** The answer is on screen, and the rows in view are. */
  async settles() {
    await this.reaches('ready');
    await this.shows('[role=grid][aria-busy=false]');
  }

  async shows(selector) {
    await this.until((selector) => document.querySelector(selector) !== null, selector);
  }

  async says(words) {
    await this.until((words) => document.body.innerText.includes(words), words);
  }

  /** Waits until a function in the page gives something true. */
  async until(condition, ...args) {
    const words = `the page did not come to this: ${condition} ${JSON.stringify(args)}`;
    await this.driver.wait(() => this.driver.executeScript(condition, ...args), timeout, words, pollInterval);
  }

  /** Clicks as a person does: nothing may lie over the element. */
  async click(selector) {
    await this.shows(selector);
    await this.driver.findElement(By.css(selector)).click();
  }

  /** Types into an element; into an input for files, their paths. */
  async type(selector, text) {
    await this.driver.findElement(By.css(selector)).sendKeys(text);
  }

  // --- Giving files ---

  async choose(...paths) {
    await this.type(named('file-input'), paths.join('\n'));
    await this.settles();
  }

  async drop({ name, buffer }) {
    await this.driver.executeScript(
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
    const text = await this.driver.executeScript(
      (selector) => document.querySelector(selector)?.dataset.value,
      named(name),
    );
    assert.match(`${text}`, /^\d+$/, `${name} is a plain integer`);
    return Number(text);
  }

  async textOf(selector) {
    return this.driver.executeScript((selector) => document.querySelector(selector)?.textContent, selector);
  }

  /** The ids of the rows that are drawn, from the top. */
  async ids() {
    return this.driver.executeScript(() =>
      [...document.querySelectorAll('[role=row][data-event-id]')].map((row) => row.dataset.eventId),
    );
  }

  // --- Acting ---

  async barHolds() {
    return this.driver.executeScript((selector) => document.querySelector(selector).value, named('query-input'));
  }

  /** Types over what the bar holds. WebKit's driver loses keys on a busy machine, so the text is typed until it is there. */
  async fill(text) {
    await this.driver.wait(async () => {
      await this.typeOver(text);
      return (await this.barHolds()) === text;
    }, timeout);
  }

  async typeOver(keys) {
    await this.click(named('query-input'));
    await this.type(named('query-input'), `${Key.CONTROL}a`);
    await this.type(named('query-input'), keys);
  }

  async filter(text) {
    await this.fill(text);
    await this.type(named('query-input'), Key.ENTER);
    await this.until((text) => document.querySelector('[data-testid=app]').dataset.query === text, text);
    await this.settles();
  }

  /** What is on the clipboard, pasted into the filter bar as a person does, which asks for no permission. */
  async pasted() {
    const before = await this.barHolds();
    await this.typeOver(`${Key.CONTROL}v`);
    await this.until(
      (selector, before) => document.querySelector(selector).value !== before,
      named('query-input'),
      before,
    );
    return this.barHolds();
  }

  async show(view) {
    await this.click(named(`view-${view}`));
    await this.shows(named(`view-${view}`, '[aria-selected=true]'));
    await this.settles();
  }

  /** Presses a row at its start, where no tool of a cell is. */
  async pressRow(selector) {
    await this.shows(selector);
    const { x, y } = await this.driver.executeScript(
      (selector) => document.querySelector(selector).getBoundingClientRect().toJSON(),
      selector,
    );
    const place = { x: Math.round(x + 6), y: Math.round(y + 10), duration: 0 };
    await this.driver.actions({ async: true }).move(place).click().perform();
  }
}
