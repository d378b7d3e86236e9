// What the modules generated for an entry call.
import type { EntryEvaluation, ModuleId } from '@hot-runtime/types';
import { inside } from '@hot-runtime/loader';
import { currentProgram } from './registration.js';

// What is called here may run the program's modules, so it is not inside.
const { get: reflectGet } = Reflect;

type Externals = () => readonly (readonly [ModuleId, object])[];

/** Node starts with this entry. In front of its segments, which run before its facade can ask. */
export function main(entry: ModuleId): void {
	currentProgram().isMain(entry);
}

export function segment(entry: ModuleId, externals: Externals, done: readonly ModuleId[], begun: readonly ModuleId[]): void {
	const evaluation = currentProgram().evaluation(entry, externals());
	for (let i = 0; i < done.length; i++) tellEvaluated(evaluation, done[i]);
	evaluation.begun(begun);
	evaluation.advance();
}

export function mark(entry: ModuleId, external: ModuleId): void {
	currentProgram().evaluation(entry, []).evaluated(external);
}

/** Of a sequence, which `import()` or an update began. */
export function step(serial: number, index: number, namespaces: readonly object[] | null = null): void {
	const between = sequence(serial);
	if (namespaces !== null) between?.linked(namespaces);
	between?.advance(index);
}

export function stepMark(serial: number, index: number): void {
	sequence(serial)?.evaluated(index);
}

const sequence = (serial: number) => inside(() => currentProgram().sequences.get(serial));

/** What a module of the program threw, for Node to explain. */
export function thrown(serial: number): unknown {
	return inside(() => currentProgram().thrown.get(serial));
}

function tellEvaluated(evaluation: EntryEvaluation, id: ModuleId | undefined): void {
	if (id !== undefined) evaluation.evaluated(id);
}

interface Entered {
	finish(): Promise<void> | null;
	publish(names: readonly string[], setters: readonly ((value: unknown) => void)[]): void;
}

export function enter(entry: ModuleId, meta: ImportMeta, externals: Externals, done: readonly ModuleId[]): Entered {
	const program = currentProgram();
	if (reflectGet(meta, 'main') === true) program.isMain(entry);
	const evaluation = program.evaluation(entry, externals());
	for (let i = 0; i < done.length; i++) tellEvaluated(evaluation, done[i]);
	return {
		finish() {
			const promise = evaluation.finish();
			if (promise === null) program.ran();
			else void ranAfter(promise, program);
			return promise;
		},
		publish(names, setters) {
			if (names.length === 0) return;
			const set = () => {
				for (let i = 0; i < names.length; i++) setters[i]?.(reflectGet(namespace, names[i] ?? ''));
			};
			let namespace: object = {};
			const read = () => {
				namespace = program.runtime.readExports(entry, read);
				set();
			};
			read();
		},
	};
}

/** No `then`, which the program may have replaced. */
async function ranAfter(promise: Promise<void>, program: { ran(): void }): Promise<void> {
	try {
		await promise;
	} catch {
		return;
	}
	program.ran();
}
