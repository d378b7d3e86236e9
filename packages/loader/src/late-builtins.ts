// Parts of Node that most starts do without. Not imported: each takes a millisecond or two to load, and is loaded when it is first asked for.
const { getBuiltinModule } = process;

export const crypto = () => getBuiltinModule('node:crypto');
export const util = () => getBuiltinModule('node:util');
export const v8 = () => getBuiltinModule('node:v8');
export const workerThreads = () => getBuiltinModule('node:worker_threads');
