#!/usr/bin/env node
import process from 'node:process';
import { runCommandLine } from './commands/program.js';

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: Date.now,
});

process.exitCode = exitCode;
// A worker that was made and could not run holds its process for ever; a platform would take it for a healthy one.
const LINGERING_MS = 3_000;
setTimeout(() => process.exit(exitCode), LINGERING_MS).unref();
