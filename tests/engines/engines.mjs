// The engines that the core journey runs in: the driver that starts each, and what its browser is told.
//
// `needs` are variables of scripts/environment, each of which names a program; `missing` those that name none.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

function program(variable) {
  const found = process.env[variable];
  return found && existsSync(found) ? found : undefined;
}

function chromium(downloads) {
  return {
    driver: (port) => ({ program: program('CHROMEDRIVER'), args: [`--port=${port}`] }),
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
    driver: (port) => ({
      program: program('GECKODRIVER'),
      args: ['--port', `${port}`, '--websocket-port', '0', '--log', 'error'],
    }),
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
    driver: (port) => ({
      program: program('WEBKITDRIVER'),
      args: [`--port=${port}`],
      environment: { XDG_CONFIG_HOME: downloads },
    }),
    capabilities: { 'webkitgtk:browserOptions': { binary: program('WEBKIT'), args: ['--automation'] } },
  };
}

export const engines = [
  { name: 'Chromium', needs: ['CHROMIUM', 'CHROMEDRIVER'], told: chromium },
  { name: 'Firefox', needs: ['FIREFOX', 'GECKODRIVER'], told: firefox },
  { name: 'WebKit', needs: ['WEBKIT', 'WEBKITDRIVER', 'XVFB'], told: webkit },
].map((engine) => ({ ...engine, missing: engine.needs.filter((variable) => !program(variable)) }));
