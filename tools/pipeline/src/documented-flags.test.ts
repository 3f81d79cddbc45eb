import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { pipelineJsonSchema } from './config/pipeline-file';
import { addPipelineFlags } from './pipeline-flags';
import { EXIT_CODES } from './steps/steps';

const DOCS = path.join(__dirname, '../../../docs');

const command = new Command();
addPipelineFlags(command);

describe.each(['', 'zh-CN'])('docs/%s', language => {
  const sections = readFileSync(path.join(DOCS, language, 'operations.md'), 'utf8').split(/^## /m);
  const [section = ''] = sections.filter(text => text.includes('tools/pipeline/main.js'));
  const tables = section.split(/\n\n/).filter(text => text.startsWith('|'));
  const firstCells = (table = ''): string[] =>
    table
      .split('\n')
      .slice(2)
      .flatMap(row => [...row.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, code]) => code));

  test('describes the keys of pipeline.json', () => {
    const { properties } = Object.assign({ properties: {} }, pipelineJsonSchema());
    const keys = Object.keys(properties).filter(key => key !== '$schema');
    expect(firstCells(tables[0]).sort()).toEqual(keys.sort());
  });

  test('describes the flags', () => {
    expect(firstCells(tables[1]).sort()).toEqual(command.options.map(({ long }) => long).sort());
  });

  test('describes the exit codes', () => {
    const codes = [0, 1, ...Object.values(EXIT_CODES), 130, 143].map(String);
    expect(firstCells(tables[2]).sort()).toEqual(codes.sort());
  });
});
