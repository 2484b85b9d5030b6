/**
 * The real yaml-language-server, driven over its standard input and output as an editor drives it:
 * a file is opened, and the server is asked what it would offer, explain and complain about.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface EditorDiagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

export class YamlLanguageServer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #diagnostics = new Map<string, (found: readonly EditorDiagnostic[]) => void>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  constructor() {
    const program = fileURLToPath(
      new URL('../../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
    );
    this.#process = spawn(process.execPath, [program, '--stdio']);
    this.#process.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  async start(): Promise<void> {
    const capabilities = {
      textDocument: {
        completion: { completionItem: { snippetSupport: false } },
        hover: {},
        publishDiagnostics: {},
        synchronization: {},
      },
      workspace: { configuration: true },
    };
    await this.#ask('initialize', { processId: process.pid, rootUri: null, capabilities });
    this.#tell('initialized', {});
  }

  /** Opens a text under a file name and answers with what the server complains about. */
  open(uri: string, text: string): Promise<readonly EditorDiagnostic[]> {
    const published = new Promise<readonly EditorDiagnostic[]>((resolve) =>
      this.#diagnostics.set(uri, resolve),
    );
    this.#tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return published;
  }

  /** Words offered at a place; lines and characters count from 0. */
  async complete(uri: string, line: number, character: number): Promise<readonly string[]> {
    const answer = (await this.#ask('textDocument/completion', {
      textDocument: { uri },
      position: { line, character },
    })) as { items: { label: string }[] } | { label: string }[];
    return (Array.isArray(answer) ? answer : answer.items).map((item) => item.label);
  }

  /** What is explained at a place, as Markdown. */
  async hover(uri: string, line: number, character: number): Promise<string> {
    const answer = (await this.#ask('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    })) as { contents: { value: string } | string } | null;
    if (answer === null) return '';
    return typeof answer.contents === 'string' ? answer.contents : answer.contents.value;
  }

  stop(): void {
    this.#process.kill();
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve) => this.#answers.set(id, resolve));
    this.#send({ jsonrpc: '2.0', id, method, params });
    return answer;
  }

  #tell(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  #send(message: object): void {
    const body = JSON.stringify(message);
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const headerEnd = this.#received.indexOf('\r\n\r\n');
      if (headerEnd < 0) return;
      const length = Number(
        /Content-Length: (\d+)/i.exec(this.#received.subarray(0, headerEnd).toString())?.[1],
      );
      if (this.#received.length < headerEnd + 4 + length) return;
      const body = this.#received.subarray(headerEnd + 4, headerEnd + 4 + length).toString();
      this.#received = this.#received.subarray(headerEnd + 4 + length);
      this.#handle(JSON.parse(body) as Message);
    }
  }

  #handle(message: Message): void {
    if (message.method === undefined && message.id !== undefined) {
      this.#answers.get(message.id)?.(message.result);
      this.#answers.delete(message.id);
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: EditorDiagnostic[] };
      this.#diagnostics.get(uri)?.(diagnostics);
    } else if (message.method === 'workspace/configuration') {
      // one answer for each section asked for: yaml first
      const { items } = message.params as { items: { section: string }[] };
      const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
      this.#send({
        jsonrpc: '2.0',
        id: message.id,
        result: items.map(({ section }) => (section === 'yaml' ? settings : {})),
      });
    } else if (message.id !== undefined) {
      this.#send({ jsonrpc: '2.0', id: message.id, result: null });
    }
  }
}
