// Whoever read along has stopped, as "| head -1" does: that is no fault. What is under way goes on, unheard.
import process from 'node:process';

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
