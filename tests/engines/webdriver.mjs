// A small client of W3C WebDriver, which is how each engine is driven: the same commands over HTTP for all three.
//
//   const browser = new Browser(engine.told(downloads));
//   await browser.start();
//   await browser.go('http://127.0.0.1:8080/');
//   await browser.evaluate((name) => document.querySelector(name).textContent, 'h1');
//   await browser.close();
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import process from 'node:process';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';
const patience = 20_000;

/** The codes of keys that are not letters. What is held is let go of at the end of a `type`. */
export const keys = { enter: '\uE007', control: '\uE009' };

/** A driver and the one session that it has. */
export class Browser {
  /** `engine` is what one of engines.mjs is told. */
  constructor(engine) {
    this.engine = engine;
    this.programs = [];
    this.said = '';
  }

  async start() {
    const { driver, screen, capabilities } = this.engine;
    const display = screen && { DISPLAY: await this.startScreen(screen) };
    const port = await freePort();
    const { program, args, environment } = driver(port);
    this.address = `http://127.0.0.1:${port}`;
    const { child } = this.run(program, args, {
      env: { ...process.env, ...display, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (text) => (this.said = `${this.said}${text}`.slice(-2_000)));
    await this.isUp();
    const session = await this.ask('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
    this.session = `/session/${session.sessionId}`;
    this.version = `${session.capabilities.browserName} ${session.capabilities.browserVersion}`;
    await this.command('POST', '/timeouts', { script: patience, pageLoad: 30_000, implicit: 0 });
  }

  /** Starts a screen that nobody sees; it chooses a free display and tells which. */
  async startScreen(program) {
    const { child, ended } = this.run(
      program,
      ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    );
    const told = new Promise((resolve) => child.stdio[3].once('data', (number) => resolve(`:${number}`.trim())));
    return Promise.race([told, ended.then((how) => assert.fail(`no screen for the browser: ${how}`))]);
  }

  /** Starts a program in a group of its own, so that what it starts ends with it. */
  run(program, args, options) {
    const child = spawn(program, args, { ...options, detached: true });
    const started = { child, how: undefined };
    started.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(`${program} ended with ${code ?? signal}`));
      child.once('error', (error) => resolve(`${program} did not start: ${error.message}`));
    }).then((how) => (started.how = how));
    this.programs.push(started);
    return started;
  }

  /** A driver listens a moment after it has started, and only asking tells when. */
  async isUp() {
    const deadline = Date.now() + patience;
    const driver = this.programs.at(-1);
    while (
      !(await this.ask('GET', '/status').then(
        () => true,
        () => false,
      ))
    ) {
      assert.ok(
        driver.how === undefined && Date.now() < deadline,
        `${driver.how ?? 'the driver does not answer'}\n${this.said}`,
      );
      await Promise.race([driver.ended, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  async ask(method, path, body) {
    const response = await fetch(`${this.address}${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: body && { 'Content-Type': 'application/json; charset=utf-8' },
    });
    const { value } = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${path.replace(/.*\/session\/[^/]*/, '')}: ${value.error}: ${value.message}`);
    return value;
  }

  async command(method, path, body = method === 'POST' ? {} : undefined) {
    return this.ask(method, `${this.session}${path}`, body);
  }

  /** Ends the browser, its driver and its screen. */
  async close() {
    if (this.session) await this.command('DELETE', '').catch(() => {});
    for (const { child, ended, how } of this.programs.reverse()) {
      if (how === undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
  }

  // --- Commands ---

  async go(address) {
    await this.command('POST', '/url', { url: address });
  }

  async resize(width, height) {
    await this.command('POST', '/window/rect', { width, height });
  }

  /** What a function of this file returns in the page; a promise is waited for. */
  async evaluate(body, ...args) {
    const script = `const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);
      (async () => (${body})(...given))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.command('POST', '/execute/async', { script, args });
    if (error !== undefined) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** Waits until a function in the page gives something true, and gives that. */
  async until(condition, ...args) {
    const script = `const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);
      const look = () => { const value = (${condition})(...given); if (value) done(value); else setTimeout(look, 15); }; look();`;
    try {
      return await this.command('POST', '/execute/async', { script, args });
    } catch (error) {
      assert.fail(`it did not come to this: ${condition} ${JSON.stringify(args)} (${error.message})`);
    }
  }

  async find(selector) {
    const found = await this.command('POST', '/element', { using: 'css selector', value: selector });
    return found[elementKey];
  }

  /** Clicks as a person does: nothing may lie over the element. */
  async click(selector) {
    await this.until((selector) => document.querySelector(selector) !== null, selector);
    await this.command('POST', `/element/${await this.find(selector)}/click`);
  }

  /** Types into an element; into an input for files, their paths. */
  async type(selector, text) {
    await this.command('POST', `/element/${await this.find(selector)}/value`, { text });
  }

  /** Presses the mouse at a place of the view. */
  async press(x, y) {
    const actions = [
      { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.command('POST', '/actions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    });
  }

  async screenshot() {
    return Buffer.from(await this.command('GET', '/screenshot'), 'base64');
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
