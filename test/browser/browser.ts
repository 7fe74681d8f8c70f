/**
 * A browser that opens one address of a server of ours, which it reports to. Nothing drives it, so
 * that any browser will do that opens the address in its last argument.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place, Report } from './checks.ts';

export interface Browser {
  readonly name: string;
  /** Why it cannot be tested, for the end of a test's name; empty if it can be. */
  readonly missing: string;
  readonly executable: string;
  arguments(profile: string, address: string): string[];
}

/** What the server gives for a path. */
export interface Page {
  readonly type: string;
  readonly content: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page with these headers, whose scripts have the second, may share memory between its threads. */
const isolating = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** A document, whose threads may share memory if it says so. */
export function documentPage(content: string, isIsolated: boolean): Page {
  return { type: 'text/html', content, ...(isIsolated && { headers: isolating }) };
}

/** A script, which documents of all kinds may use. */
export function scriptPage(content: string): Page {
  return { type: 'text/javascript', content, headers: isolating };
}

/** The scripts of a folder, below an address. */
export function scriptsOf(folder: string, address: string): [string, Page][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => [`${address}/${name}`, scriptPage(readFileSync(join(folder, name), 'utf8'))]);
}

export const browsers: readonly Browser[] = [
  find('Chromium', ['chromium', 'chromium-browser', 'google-chrome'], (profile, address) => [
    '--headless',
    '--no-sandbox', // which does not work for root
    '--disable-dev-shm-usage', // containers have little of it
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    `--user-data-dir=${profile}`,
    address,
  ]),
  find('Firefox', ['firefox-esr', 'firefox'], (profile, address) => [
    '--headless',
    '--no-remote',
    '--profile',
    profile,
    address,
  ]),
];

function find(name: string, commands: readonly string[], args: Browser['arguments']): Browser {
  const executable = commands.find((command) => spawnSync(command, ['--version']).status === 0);
  if (executable === undefined && process.env['KALEIDOSCOPE_REQUIRE_BROWSERS'] === '1') {
    throw new Error(`these tests need ${name}`);
  }
  const missing = executable === undefined ? `, but this machine lacks ${name}` : '';
  return { name, missing, executable: executable ?? '', arguments: args };
}

/** A browser that has opened `/index.html` of a server of ours. */
export class BrowserProcess {
  readonly #server: Server;
  readonly #profile: string;
  readonly #process: ChildProcess;

  /** `onReport` takes what pages send by POST; `onEnd` hears why the browser has ended. */
  static async start(
    browser: Browser,
    pages: ReadonlyMap<string, Page>,
    onReport: (body: string) => void,
    onEnd: (why: string) => void,
  ): Promise<BrowserProcess> {
    const server = createServer((request, response) => {
      if (request.method === 'POST') {
        let body = '';
        request.on('data', (chunk) => {
          body += chunk;
        });
        request.on('end', () => {
          response.end();
          onReport(body);
        });
        return;
      }
      const page = pages.get(request.url ?? '');
      response.writeHead(page === undefined ? 404 : 200, {
        'content-type': page?.type ?? 'text/plain',
        ...page?.headers,
      });
      response.end(page?.content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BrowserProcess(browser, server, onEnd);
  }

  private constructor(browser: Browser, server: Server, onEnd: (why: string) => void) {
    this.#server = server;
    const { port } = server.address() as AddressInfo; // it listens
    this.#profile = mkdtempSync(join(tmpdir(), 'kaleidoscope-browser-'));
    const args = browser.arguments(this.#profile, `http://127.0.0.1:${port}/index.html`);
    this.#process = spawn(browser.executable, args, {
      detached: true, // a process group, which ends as a whole
      stdio: 'ignore',
      env: { ...process.env, HOME: this.#profile },
    });
    this.#process.on('exit', (code, signal) => onEnd(`has ended: ${code ?? signal}`));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = new Promise((resolve) => this.#process.on('exit', resolve));
      process.kill(-this.#process.pid!, 'SIGKILL'); // it was started
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** How long a browser may take to start or for one check. */
const PATIENCE_MS = 100_000;

/** A running browser, and what its checks have reported. */
export class BrowserRun {
  readonly #failures = new Map<string, string>();
  readonly #waiting = new Map<string, (failure: string) => void>();
  #process: BrowserProcess | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #ended: string | undefined;

  static async start(browser: Browser, pages: ReadonlyMap<string, Page>): Promise<BrowserRun> {
    const run = new BrowserRun();
    run.#awaitReport();
    run.#process = await BrowserProcess.start(
      browser,
      pages,
      (body) => run.#take(JSON.parse(body) as Report),
      (why) => run.#end(why),
    );
    return run;
  }

  /** What is wrong with a check, once that is known; empty if nothing is. */
  failureOf(place: Place, check: string): Promise<string> {
    const key = `${place} ${check}`;
    const known = this.#failures.get(key) ?? this.#ended;
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  async close(): Promise<void> {
    clearTimeout(this.#watchdog);
    await this.#process?.close();
  }

  #take({ place, check, failure }: Report): void {
    const key = `${place} ${check}`;
    this.#failures.set(key, failure);
    this.#waiting.get(key)?.(failure);
    this.#awaitReport();
  }

  #awaitReport(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#end('reports nothing any more'), PATIENCE_MS);
  }

  /** There will be no more reports. */
  #end(why: string): void {
    this.#ended ??= `the browser ${why}`;
    for (const settle of this.#waiting.values()) settle(this.#ended);
  }
}
