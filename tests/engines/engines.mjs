// The engines that the core journey runs in: the driver that starts each, and what its browser is told.
//
// `needs` are variables of scripts/environment, each of which names a program; `missing` those that name none.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Builder } from 'selenium-webdriver';
import { findFreePort } from 'selenium-webdriver/net/portprober.js';
import { DriverService } from 'selenium-webdriver/remote/index.js';

function program(variable) {
  const found = process.env[variable];
  return found && existsSync(found) ? found : undefined;
}

function chromium(downloads) {
  return {
    driver: program('CHROMEDRIVER'),
    capabilities: {
      browserName: 'chrome',
      'goog:chromeOptions': {
        binary: program('CHROMIUM'),
        args: [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
        prefs: { 'download.default_directory': downloads },
      },
    },
  };
}

function firefox(downloads) {
  return {
    driver: program('GECKODRIVER'),
    args: ['--websocket-port=0', '--log=error'],
    capabilities: {
      browserName: 'firefox',
      'moz:firefoxOptions': {
        binary: program('FIREFOX'),
        args: ['-headless'],
        prefs: { 'browser.download.folderList': 2, 'browser.download.dir': downloads },
      },
    },
  };
}

/** WebKitGTK, in the small browser that comes with it. */
function webkit(downloads) {
  // It asks the desktop where downloads go, and this is where a desktop says so.
  writeFileSync(path.join(downloads, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return {
    screen: program('XVFB'),
    driver: program('WEBKITDRIVER'),
    environment: { XDG_CONFIG_HOME: downloads },
    capabilities: {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: program('WEBKIT'), args: ['--automation'] },
    },
  };
}

export const engines = [
  { name: 'Chromium', needs: ['CHROMIUM', 'CHROMEDRIVER'], settings: chromium },
  { name: 'Firefox', needs: ['FIREFOX', 'GECKODRIVER'], settings: firefox },
  { name: 'WebKit', needs: ['WEBKIT', 'WEBKITDRIVER', 'XVFB'], settings: webkit },
].map((engine) => ({ ...engine, missing: engine.needs.filter((variable) => !program(variable)) }));

/** Starts an engine's browser. Resolves to its `driver`, and `close`, which ends the browser, its driver and its screen. */
export async function start(engine, downloads) {
  const { screen, driver: executable, args = [], environment, capabilities } = engine.settings(downloads);
  const display = screen && (await startScreen(screen));
  const port = await findFreePort();
  const service = new DriverService(executable, {
    loopback: true,
    port,
    args: [...args, `--port=${port}`],
    env: { ...process.env, ...environment, ...(display && { DISPLAY: display.name }) },
  });
  let driver;
  const close = async () => {
    await driver?.quit().catch(() => {});
    await service.kill();
    display?.close();
  };
  try {
    const builder = new Builder().disableEnvironmentOverrides().withCapabilities(capabilities);
    driver = await builder.usingServer(await service.start()).build();
    return { driver, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts a screen that nobody sees; it chooses a free display and says which. */
async function startScreen(executable) {
  const size = ['-screen', '0', '1400x1000x24'];
  const child = spawn(executable, ['-displayfd', '3', ...size, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${executable} ended with ${code ?? signal}`);
  });
  const [number] = await Promise.race([once(child.stdio[3], 'data'), ended]);
  ended.catch(() => {});
  return { name: `:${number}`.trim(), close: () => child.kill() };
}
