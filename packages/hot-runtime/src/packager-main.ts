#!/usr/bin/env node
import '@hot-runtime/npm/packager-main';
