import { startServersOfRun } from './support/run-servers.js';

// Jest takes it from the default export only.
export default startServersOfRun;
