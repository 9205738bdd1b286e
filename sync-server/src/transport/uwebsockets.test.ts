import { transportContract } from './transport-contract.ts';

transportContract('uwebsockets');
