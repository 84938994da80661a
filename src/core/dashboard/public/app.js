// Optional: the page is complete without it.
import { attachParts } from './parts.js';

attachParts();
