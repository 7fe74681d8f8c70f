import fc from 'fast-check'; import {test} from 'vitest';
import { findDifference } from '../support/case-runner.ts';
import { arbitraryProgram } from '../support/program-arbitrary.ts';
const st:any={n:0,fuel:0};
for (const changes of [false,true]) test('big '+changes,()=>{
 const t0=Date.now();
 fc.assert(fc.property(arbitraryProgram({changes}),(p)=>{ st.n++; const d=findDifference(p,50000); if(d) throw new Error('R:\n'+d.reference+'\nJ:\n'+d.jit)}),{numRuns:Number(process.env.RUNS)});
 console.log(st,Date.now()-t0)},1e9);
