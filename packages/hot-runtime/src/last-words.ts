// What Node prints of an error that ends the process: the line of the person's file and its columns, in the place of those that V8 ran, and no frames
// of ours. Nothing is done before the process is about to end, and nobody's code runs after.
//
// Node has the line from V8 and keeps it where no JavaScript looks: it stands in front of an error's stack once a script of `node:vm` throws the error.
// Node gives a script's own line the preference, unless that has a certain comment. It looks at `process.stderr` after it has the line, and before it prints.
import { writeSync } from 'node:fs';
import { Script } from 'node:vm';
import { inside, util, type OriginalLine } from '@hot-runtime/loader';

export interface LinesOfProgram {
	/** Null for what is not hot, and for a text that is no longer there. `line` counts from 1. */
	lineOf(url: string, line: number): OriginalLine | null;
	/** How V8 quotes the imports of a module, and how its text has them. */
	wordsOf(url: string): ReadonlyMap<string, string>;
	/** A place in our own files. */
	isOwn(frame: string): boolean;
}

const { apply, defineProperty, getOwnPropertyDescriptor, get: reflectGet, set: reflectSet } = Reflect;
const NativeError = Error;
const NativeTypeError = TypeError;
/** URL, line and column of a frame. */
const framePlace = /([a-z][a-z+.-]+:[^\s()]+):(\d+):(\d+)(?=\)?$)/m;

/** To be called once, in the main thread: a worker's errors are told to the thread that made it. */
export function mendLastWords(lines: LinesOfProgram): void {
	const fatal: unknown = reflectGet(process, '_fatalException');
	const { reallyExit }: { reallyExit?: unknown } = process as object;
	if (typeof fatal !== 'function' || typeof reallyExit !== 'function') return;
	const exit = (): void => void apply(reallyExit, process, [process.exitCode ?? 1]);
	reflectSet(process, '_fatalException', new Proxy(fatal, {
		apply(target, self, args) {
			const isHandled: unknown = apply(target, self, args);
			if (isHandled === false) inside(() => awaitLine(args[0], lines, exit));
			return isHandled;
		},
	}));
}

/** These make Node print something else, or more. */
const otherWords = /--(?:trace-uncaught|(?:no-)?extra-info-on-fatal-exception)\b/;

function awaitLine(error: unknown, lines: LinesOfProgram, exit: () => void): void {
	const stderr = getOwnPropertyDescriptor(process, 'stderr');
	if (!(error instanceof NativeError) || stderr?.configurable !== true || otherWords.test(`${process.execArgv.join(' ')} ${process.env['NODE_OPTIONS']}`)) return;
	defineProperty(process, 'stderr', {
		configurable: true,
		get() {
			defineProperty(process, 'stderr', stderr);
			inside(() => tryToSay(error, lines, exit));
			return process.stderr;
		},
	});
}

function tryToSay(error: Error, lines: LinesOfProgram, exit: () => void): void {
	try {
		const line = takeLine(error);
		if (!process.sourceMapsEnabled) mendStacks(error, lines);
		const mended = line === null ? null : mendLine(line, lines);
		if (mended === null) return;
		write(`${mended}\n${inspect(error)}\n\nNode.js ${process.version}\n`);
	} catch {
		// Node prints what it would have printed.
		return;
	}
	exit();
}

const thrown = 'hot-runtime:thrown';

/** What Node has put before the stack, which stays as it was: a place, a line, and a caret under it. */
function takeLine(error: Error): string | null {
	const { stack } = error;
	if (typeof stack !== 'string') return null;
	reflectSet(globalThis, Symbol.for(thrown), error);
	try {
		new Script(`throw this[Symbol.for('${thrown}')]// node-do-not-add-exception-line`).runInThisContext();
	} catch {
		// It is the same error.
	}
	const withLine: unknown = error.stack;
	error.stack = stack;
	if (typeof withLine !== 'string' || !withLine.endsWith(stack) || withLine.length === stack.length) return null;
	return withLine.slice(0, -stack.length - 1);
}

function mendLine(shown: string, lines: LinesOfProgram): string | null {
	const [, url = '', number = '', code = '', before = ''] = /^(.+):(\d+)\n(.*)\n([\t ]*)\^\n$/.exec(shown) ?? [];
	const line = lines.lineOf(url, Number(number));
	if (line === null || line.code !== code || line.text === code) return null;
	const caret = line.text.slice(0, line.columnOf(before.length)).replace(/[^\t]/g, ' ');
	return `${url}:${number}\n${line.text}\n${caret}^\n`;
}

/** The error's own, and those of what it tells of. */
function mendStacks(error: Error, lines: LinesOfProgram): void {
	const errors = new Set<unknown>([error]);
	for (const each of errors) {
		if (!(each instanceof NativeError)) continue;
		if (each.cause !== undefined) errors.add(each.cause);
		if ('errors' in each && Array.isArray(each.errors)) each.errors.forEach(inner => errors.add(inner));
		if (each instanceof NativeTypeError) mendMessage(each, lines);
		if (typeof each.stack === 'string') each.stack = mendStack(each.stack, lines);
	}
}

/** V8 quotes the code that it runs. */
function mendMessage(error: Error, lines: LinesOfProgram): void {
	const { message, stack } = error;
	if (typeof stack !== 'string' || !message.includes('.$')) return;
	let mended = message;
	for (const [code, text] of lines.wordsOf(framePlace.exec(stack)?.[1] ?? '')) mended = mended.replaceAll(`(0 , ${code})`, text).replaceAll(code, text);
	if (mended === message) return;
	error.message = mended;
	error.stack = stack.replace(message, () => mended);
}

export function mendStack(stack: string, lines: LinesOfProgram): string {
	const mended: string[] = [];
	for (const line of stack.split('\n')) {
		const isFrame = /^\s+at /.test(line);
		if (!isFrame || !lines.isOwn(line)) mended.push(isFrame ? mendFrame(line, lines) : line);
		// How a body is run.
		else if (/^\s+at Generator\.next \(<anonymous>\)$/.test(mended.at(-1) ?? '')) mended.pop();
	}
	return mended.join('\n');
}

function mendFrame(frame: string, lines: LinesOfProgram): string {
	return frame.replace(framePlace, (place, url: string, line: string, column: string) => {
		const original = lines.lineOf(url, Number(line));
		return original === null ? place : `${url}:${line}:${original.columnOf(Number(column) - 1) + 1}`;
	});
}

/** As Node does it. */
function inspect(error: Error): string {
	const { inspect: show } = util();
	const { colors, depth } = show.defaultOptions;
	return show(error, { colors: isColored() || colors === true, customInspect: false, depth: Math.max(Number(depth ?? 0), 5) });
}

function isColored(): boolean {
	const { stderr } = process;
	if (process.env['FORCE_COLOR'] === undefined && !stderr.isTTY) return false;
	const { WriteStream } = process.getBuiltinModule('node:tty');
	return apply(WriteStream.prototype.getColorDepth, stderr, []) > 2;
}

function write(text: string): void {
	let rest = Buffer.from(text);
	for (let tries = 0; rest.length > 0 && tries < 1_000; tries++) {
		try {
			rest = rest.subarray(writeSync(2, rest));
		} catch (error) {
			if (!(error instanceof NativeError) || !('code' in error) || error.code !== 'EAGAIN') return;
		}
	}
}
