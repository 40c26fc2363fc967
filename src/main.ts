import 'reflect-metadata';
import { config as loadDotenv } from 'dotenv';
import { exitWith } from './http/exit-with.js';
import { serve } from './http/serve.js';

loadDotenv({ quiet: true });
await serve(process.env).catch(exitWith);
