import { baseSpec, readInitialNetwork } from '../networks/init/initial-network';
import { readFeaturesOr } from '../run/data/read-features';
import type { ReadingRun, TrainingModel } from '../run/training-model';
import { readTowerData } from './data/read-tower-data';
import type { SideNames } from './data/sides';
import { checkRetrievalFlags } from './settings/check-flags';
import { addTowerFlags, type TowerDefaults, type TowerFlags } from './settings/flags';
import { towerPlan } from './tower-plan';
import { trainRetrieval } from './train-retrieval';

type Named = 'name' | 'description' | 'kind' | 'defaultDataPath' | 'defaultFeatures' | 'writeSampleData';

/** What differs between models with a tower for each side. */
export interface Towers extends Pick<TrainingModel<TowerFlags>, Named>, Pick<TowerDefaults, 'objective'> {
  readonly sides: SideNames;
  /** The columns that it learns from where no feature file says so. */
  readonly features: readonly string[];
}

/** The training of a model with a tower for each side, which are called `<side>_tower`. */
export function towerModel({ sides, features, objective, ...named }: Towers): TrainingModel<TowerFlags> {
  const signatures = { query: `${sides.query}_tower`, item: `${sides.item}_tower` };

  async function read(run: ReadingRun<TowerFlags>) {
    const described = await readFeaturesOr(run.flags.features, features);
    const initial = await readInitialNetwork(run.initial);
    const data = await readTowerData(run.data, described, sides, run.flags, {
      inspect: run.inspect,
      goOnFrom: (side, spec) => baseSpec(initial, signatures[side], spec),
    });
    return { data, initial };
  }

  const model: TrainingModel<TowerFlags> = {
    ...named,
    addFlags: command => addTowerFlags(command, { ...sides, objective }),
    examine: async run => (await read(run)).data.inspection,
    checkFlags: checkRetrievalFlags,
    async train(run) {
      const { data, initial } = await read(run);
      return trainRetrieval(run, towerPlan(run.flags, { model, signatures, data, initial }));
    },
  };
  return model;
}
