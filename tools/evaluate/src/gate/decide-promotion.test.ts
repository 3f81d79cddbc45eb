import type { ComparedMetric } from './compared-metric';
import { askedOf, decidePromotion, type Measured } from './decide-promotion';
import { DEFAULT_GATE, parseGate, type Gate } from './gate';

function auc(current: number | null, challenger: number | null, sureness?: [number, number]): ComparedMetric {
  const interval = sureness
    ? {
        difference: (challenger ?? 0) - (current ?? 0),
        low: sureness[0],
        high: sureness[1],
        confidence: 0.95,
        samples: 1000,
      }
    : null;
  return { task: null, metric: 'auc', better: 'higher', current, challenger, interval };
}
const logLoss = (current: number, challenger: number): ComparedMetric => ({
  ...auc(current, challenger),
  metric: 'log_loss',
  better: 'lower',
});
const decide = (
  metrics: ComparedMetric[],
  gate: Gate = DEFAULT_GATE,
  { rows = 1_000, recorded = {}, currentOnKnown = {} }: Partial<Omit<Measured, 'metrics'>> = {},
) => decidePromotion({ metrics, rows, recorded, currentOnKnown }, gate, gate === DEFAULT_GATE);
const gateOf = (gate: object): Gate => parseGate(JSON.stringify(gate), 'gate.json');

describe('decidePromotion', () => {
  it('passes a version that is hardly worse', () => {
    expect(decide([auc(0.8, 0.793), logLoss(0.3, 0.302)])).toEqual({ kind: 'passed' });
  });

  it('refuses one that is worse, with every reason', () => {
    expect(decide([auc(0.8, 0.7), logLoss(0.3, 0.4)])).toEqual({
      kind: 'refused',
      reasons: [
        'auc 0.7 is not at least 0.99 times the current 0.8',
        'log_loss 0.4 is not at most 1.01 times the current 0.3',
      ],
    });
  });

  it('passes the first version of a model, unless it misses a bound of its own', () => {
    expect(decide([auc(null, 0.5)])).toEqual({ kind: 'passed' });
    expect(decide([auc(null, 0.5)], gateOf({ metrics: { auc: { at_least: 0.99, min: 0.6 } } }))).toEqual({
      kind: 'refused',
      reasons: ['auc 0.5 is below 0.6'],
    });
  });

  it('refuses a version of which a metric says nothing', () => {
    expect(decide([auc(0.8, null)])).toEqual({
      kind: 'refused',
      reasons: ['auc is not defined for the new version'],
    });
  });

  it('asks for certainty where the gate does', () => {
    const sure = gateOf({ metrics: { auc: { at_least: 1 } }, sure: true });
    expect(decide([auc(0.8, 0.81, [0.001, 0.02])], sure)).toEqual({ kind: 'passed' });
    expect(decide([auc(0.8, 0.81, [-0.01, 0.03])], sure)).toEqual({
      kind: 'refused',
      reasons: ['auc 0.81 is not at least 1 times the current 0.8, not surely (0.79 to 0.83)'],
    });
    expect(decide([auc(0.8, 0.81)], sure)).toMatchObject({
      reasons: ['how sure the difference in auc is cannot be told, and the gate asks for it'],
    });
  });

  it('means every task by a metric, and one by its name', () => {
    const ofTask = (task: string, challenger: number): ComparedMetric => ({ ...auc(0.8, challenger), task });
    const tasks = [ofTask('ctr', 0.8), ofTask('cvr', 0.7)];
    expect(decide(tasks)).toMatchObject({
      reasons: ['cvr_auc 0.7 is not at least 0.99 times the current 0.8'],
    });
    expect(decide(tasks, gateOf({ metrics: { ctr_auc: { at_least: 0.99 } } }))).toEqual({ kind: 'passed' });
  });

  it('refuses what was not measured, but not for the metrics of other kinds in the default gate', () => {
    expect(decide([auc(0.8, 0.8)], gateOf({ metrics: { gauc: { min: 0.6 } } }))).toEqual({
      kind: 'refused',
      reasons: ['gauc was not measured; there are auc'],
    });
    expect(decide([auc(0.8, 0.8)])).toEqual({ kind: 'passed' });
  });

  it('trusts no rows on which the current version has lost what it had learnt', () => {
    const guesses = [auc(0.52, 0.52)];
    expect(decide(guesses, DEFAULT_GATE, { recorded: { auc: 0.8 } })).toEqual({
      kind: 'refused',
      reasons: [
        'auc of the current version is 0.52 here and was 0.8 in its training, so that these rows tell of no version (current_keeps of the gate): look at their labels',
      ],
    });
    expect(decide([auc(0.7, 0.71)], DEFAULT_GATE, { recorded: { auc: 0.8 } })).toEqual({ kind: 'passed' });
    const trusting = gateOf({ metrics: {}, current_keeps: 0 });
    expect(decide(guesses, trusting, { recorded: { auc: 0.8 } })).toEqual({ kind: 'passed' });
    // It had hardly learnt anything, and may have been lucky.
    expect(decide([auc(0.5, 0.7)], DEFAULT_GATE, { recorded: { auc: 0.53 } })).toEqual({ kind: 'passed' });
    expect(decide(guesses, DEFAULT_GATE, { recorded: { auc: null, ctr_auc: 0.8 } })).toEqual({
      kind: 'passed',
    });
  });

  it('trusts a recall that the current version has of what it knows, whatever came later', () => {
    const recall: ComparedMetric = { ...auc(0.1, 0.1), metric: 'recall_at_20' };
    const recorded = { recall_at_20: 0.4 };
    expect(decide([recall], DEFAULT_GATE, { recorded })).toEqual({ kind: 'passed' });
    expect(decide([recall], DEFAULT_GATE, { recorded, currentOnKnown: { recall_at_20: 0.3 } })).toEqual({
      kind: 'passed',
    });
    expect(decide([recall], DEFAULT_GATE, { recorded, currentOnKnown: { recall_at_20: 0.1 } })).toMatchObject(
      {
        kind: 'refused',
        reasons: [expect.stringContaining('recall_at_20 of the current version is 0.1 here and was 0.4')],
      },
    );
  });

  it('says what it asks of a metric, and whether that is so', () => {
    const gate = gateOf({
      metrics: { auc: { at_least: 0.99, min: 0.6 }, log_loss: { at_most: 1.01, max: 1 } },
    });
    expect(askedOf(auc(0.8, 0.7), gate)).toEqual({
      asked: 'at least 0.99 × current, at least 0.6',
      isPassed: false,
    });
    expect(askedOf(logLoss(0.3, 0.3), gate)).toEqual({
      asked: 'at most 1.01 × current, at most 1',
      isPassed: true,
    });
    expect(askedOf(auc(null, 0.7), gate)).toEqual({ asked: 'at least 0.6', isPassed: true });
    expect(askedOf({ ...auc(0.8, 0.7), metric: 'gauc' }, gate)).toBeNull();
  });

  it('decides nothing on too few rows', () => {
    expect(decide([auc(0.8, 0.9)], DEFAULT_GATE, { rows: 19 })).toEqual({
      kind: 'refused',
      reasons: ['19 rows decide nothing; 20 are needed (min_rows of the gate)'],
    });
  });
});

describe('parseGate', () => {
  it.each([
    { text: '{', says: 'gate.json is not valid JSON' },
    { text: '{"metrics": {"auc": {}}}', says: 'expected at_least, at_most, min or max' },
    { text: '{"metrics": {"auc": {"atleast": 1}}}', says: 'atleast' },
    { text: '[]', says: 'gate.json: ' },
  ])('refuses $text in one line', ({ text, says }) => {
    expect(() => parseGate(text, 'gate.json')).toThrow(says);
  });
});
