import { registerProgram } from './program.js';

registerProgram(undefined);
