// What the map holds. Two kinds: a hot module, whose body we run, and one that Node evaluates itself.
// Knows no graph: a record names what it requests by id, and a view says which record that is.
import type { SourceTextModuleRecord } from './source-text-module-record.js';
import type { SyntheticModuleRecord } from './synthetic-module-record.js';

/** [Module Record](https://tc39.es/ecma262/#sec-abstract-module-records) */
export type ModuleRecord = SourceTextModuleRecord | SyntheticModuleRecord;
